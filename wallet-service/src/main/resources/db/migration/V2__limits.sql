-- How much may be spent from a wallet. What was spent stands on the account itself, moved by the same triggers as the balance: two
-- payments cannot both pass the last of a limit, and counting costs no row of its own.

ALTER TABLE account
    ADD COLUMN tier              text NOT NULL DEFAULT 'basic',
    ADD COLUMN limit_transaction numeric(38, 0) CHECK (limit_transaction >= 0 AND limit_transaction <> 'NaN'),
    ADD COLUMN limit_daily       numeric(38, 0) CHECK (limit_daily >= 0 AND limit_daily <> 'NaN'),
    ADD COLUMN limit_monthly     numeric(38, 0) CHECK (limit_monthly >= 0 AND limit_monthly <> 'NaN'),
    ADD COLUMN spent_on          date NOT NULL DEFAULT '1970-01-01',
    ADD COLUMN spent_today       numeric(38, 0) NOT NULL DEFAULT 0,
    ADD COLUMN spent_month       numeric(38, 0) NOT NULL DEFAULT 0;

COMMENT ON COLUMN account.spent_on IS 'the day, in UTC, that spent_today is about, and spent_month about its month';

ALTER TABLE transfer ADD COLUMN spends boolean NOT NULL DEFAULT false;
ALTER TABLE entry ADD COLUMN spends boolean NOT NULL DEFAULT false;
ALTER TABLE hold ADD COLUMN spends boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN transfer.spends IS 'whether it counts against the limits of who pays';

CREATE FUNCTION spent_today(was_on date, was numeric, day date, spent numeric) RETURNS numeric LANGUAGE sql IMMUTABLE
RETURN CASE WHEN spent = 0 THEN was WHEN was_on = day THEN was + spent ELSE spent END;

CREATE FUNCTION spent_this_month(was_on date, was numeric, day date, spent numeric) RETURNS numeric LANGUAGE sql IMMUTABLE
RETURN CASE WHEN spent = 0 THEN was
            WHEN extract(year FROM was_on) = extract(year FROM day) AND extract(month FROM was_on) = extract(month FROM day) THEN was + spent
            ELSE spent END;

CREATE OR REPLACE FUNCTION post_transfers() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.transfer'::regclass THEN
        RAISE EXCEPTION 'this posts transfers only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO entry (account_id, seq, transfer_id, asset, amount, balance_after, spends, created_at)
    SELECT debit, debit_seq, id, asset, -amount, debit_balance, spends, created_at FROM fresh WHERE refused IS NULL
    UNION ALL
    SELECT credit, credit_seq, id, asset, amount, credit_balance, false, created_at FROM fresh WHERE refused IS NULL;
    RETURN NULL;
END $$;

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
       SET posted = a.posted + run.total, seq = run.last_seq, version = a.version + run.entries, updated_at = run.at,
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

CREATE OR REPLACE FUNCTION reserve_holds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    touched bigint;
    moved   bigint;
BEGIN
    IF TG_RELID <> 'public.hold'::regclass THEN
        RAISE EXCEPTION 'this follows holds only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Pairs, not accounts: of two holds on one account both have to be of its asset. A hold that was opened and closed in one statement
    -- counts as well: no version that was told is above the stored one.
    SELECT count(DISTINCT (account_id, asset)) INTO touched FROM fresh WHERE state <> 'refused';
    UPDATE account a
       SET held = a.held + opened.total, version = a.version + opened.holds, updated_at = opened.at,
           spent_on = CASE WHEN opened.spent = 0 THEN a.spent_on ELSE opened.day END,
           spent_today = spent_today(a.spent_on, a.spent_today, opened.day, opened.spent),
           spent_month = spent_this_month(a.spent_on, a.spent_month, opened.day, opened.spent)
      FROM (SELECT account_id, asset, 2 * count(*) AS holds, max(updated_at) AS at,
                   (max(updated_at) AT TIME ZONE 'UTC')::date AS day, sum(CASE WHEN spends THEN amount ELSE 0 END) AS spent,
                   sum(CASE state WHEN 'active' THEN amount - captured ELSE 0 END) AS total
              FROM fresh WHERE state <> 'refused' GROUP BY account_id, asset) opened
     WHERE a.id = opened.account_id AND a.asset = opened.asset;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> touched THEN
        RAISE EXCEPTION 'a hold needs an account of its asset' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
GRANT INSERT (tier), UPDATE (tier, limit_transaction, limit_daily, limit_monthly) ON account TO "${app_role}";
