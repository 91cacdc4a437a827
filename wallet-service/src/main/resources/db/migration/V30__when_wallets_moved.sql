-- Whose wallets moved is asked of the wallets. What changes one without moving money (a hold, a freeze) is not meant: updated_at, which keeps
-- an account's times in order, does not do for that. Written with the balance, in the same update; in no index, so that this goes on
-- touching none.
SET LOCAL lock_timeout = '2s';
ALTER TABLE account ADD COLUMN moved_at timestamptz;
COMMENT ON COLUMN account.moved_at IS 'when its last entry was made; unknown if that was more than a week before there was this column';

CREATE OR REPLACE FUNCTION apply_entries() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    touched bigint;
    moved   bigint;
BEGIN
    IF TG_RELID <> 'public.entry'::regclass THEN
        RAISE EXCEPTION 'this applies entries only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM FROM fresh GROUP BY transfer_id HAVING sum(amount) <> 0 OR count(*) <> 2 OR min(asset) <> max(asset);
    IF FOUND THEN
        RAISE EXCEPTION 'entries of a transfer do not sum to zero' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT count(DISTINCT account_id) INTO touched FROM fresh;
    UPDATE account a
       SET posted = a.posted + run.total, seq = run.last_seq, version = a.version + run.entries, updated_at = run.at, moved_at = run.at,
           spent_on = CASE WHEN run.spent = 0 THEN a.spent_on ELSE run.day END,
           spent_today = spent_today(a.spent_on, a.spent_today, run.day, run.spent),
           spent_month = spent_this_month(a.spent_on, a.spent_month, run.day, run.spent)
      FROM (SELECT account_id, min(seq) AS first_seq, max(seq) AS last_seq, count(*) AS entries, sum(amount) AS total,
                   min(opening) AS opening, max(opening) AS opening_too, min(asset) AS asset, max(asset) AS asset_too,
                   max(created_at) AS at, (max(created_at) AT TIME ZONE 'UTC')::date AS day,
                   sum(CASE WHEN spends THEN -amount ELSE 0 END) AS spent
              FROM (SELECT account_id, seq, amount, asset, spends, created_at,
                           balance_after - sum(amount) OVER (PARTITION BY account_id ORDER BY seq) AS opening
                      FROM fresh) line
             GROUP BY account_id) run
     WHERE a.id = run.account_id
       AND a.asset = run.asset AND a.asset = run.asset_too
       AND a.seq = run.first_seq - 1 AND run.last_seq - run.first_seq + 1 = run.entries
       AND a.posted = run.opening AND a.posted = run.opening_too;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> touched THEN
        RAISE EXCEPTION 'entries do not continue their accounts' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
