-- Money that another service sets aside counts against limits. When a part of it goes back, the hold ends and what is left of it is held
-- anew: that is no new spending, and counts for the time at which it was spent.
ALTER TABLE hold ADD COLUMN spent_at timestamptz;
COMMENT ON COLUMN hold.spent_at IS 'since when it counts against limits, if it is the rest of an older hold; otherwise since created_at';

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
                   (max(updated_at) AT TIME ZONE 'UTC')::date AS day,
                   sum(CASE WHEN NOT spends OR spent_at IS NOT NULL THEN 0 WHEN state IN ('voided', 'expired') THEN captured ELSE amount END) AS spent,
                   sum(CASE state WHEN 'active' THEN amount - captured ELSE 0 END) AS total
              FROM fresh WHERE state <> 'refused' GROUP BY account_id, asset) opened
     WHERE a.id = opened.account_id AND a.asset = opened.asset;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> touched THEN
        RAISE EXCEPTION 'a hold needs an account of its asset' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- The rest of an older hold goes on counting for the day and the month of that one.
    IF EXISTS (SELECT FROM fresh WHERE spends AND spent_at IS NOT NULL AND state <> 'refused') THEN
        UPDATE account a SET spent_today = a.spent_today + rest.today, spent_month = a.spent_month + rest.this_month
          FROM (SELECT payer.id, coalesce(sum(line.amount) FILTER (WHERE line.day = payer.spent_on), 0) AS today,
                       coalesce(sum(line.amount) FILTER (
                           WHERE date_trunc('month', line.day) = date_trunc('month', payer.spent_on)), 0) AS this_month
                  FROM (SELECT account_id, (spent_at AT TIME ZONE 'UTC')::date AS day,
                               CASE WHEN state IN ('voided', 'expired') THEN captured ELSE amount END AS amount
                          FROM fresh WHERE spends AND spent_at IS NOT NULL AND state <> 'refused') line
                  JOIN account payer ON payer.id = line.account_id
                 GROUP BY payer.id) rest
         WHERE a.id = rest.id;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION release_holds() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_RELID <> 'public.hold'::regclass THEN
        RAISE EXCEPTION 'this follows holds only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM FROM was LEFT JOIN fresh USING (id)
      WHERE fresh.id IS NULL OR was.state <> 'active' OR fresh.captured < was.captured
         OR fresh.amount <> was.amount OR fresh.account_id <> was.account_id;
    IF FOUND THEN
        RAISE EXCEPTION 'a hold only ever shrinks, and what is closed stays closed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    UPDATE account a
       SET held = a.held - released.total, version = a.version + released.holds, updated_at = released.at
      FROM (SELECT was.account_id, count(*) AS holds, max(fresh.updated_at) AS at,
                   sum(was.amount - was.captured - CASE fresh.state WHEN 'active' THEN fresh.amount - fresh.captured ELSE 0 END) AS total
              FROM was JOIN fresh USING (id) GROUP BY was.account_id) released
     WHERE a.id = released.account_id;
    -- It counted when it was held; what was not taken of it, no longer.
    IF EXISTS (SELECT FROM fresh WHERE spends AND state IN ('voided', 'expired')) THEN
        UPDATE account a
           SET spent_today = greatest(a.spent_today - back.today, 0), spent_month = greatest(a.spent_month - back.this_month, 0)
          FROM (SELECT payer.id, coalesce(sum(line.amount) FILTER (WHERE line.day = payer.spent_on), 0) AS today,
                       coalesce(sum(line.amount) FILTER (
                           WHERE date_trunc('month', line.day) = date_trunc('month', payer.spent_on)), 0) AS this_month
                  FROM (SELECT account_id, amount - captured AS amount, (coalesce(spent_at, created_at) AT TIME ZONE 'UTC')::date AS day
                          FROM fresh WHERE spends AND state IN ('voided', 'expired')) line
                  JOIN account payer ON payer.id = line.account_id
                 GROUP BY payer.id) back
         WHERE a.id = back.id;
    END IF;
    RETURN NULL;
END $$;
