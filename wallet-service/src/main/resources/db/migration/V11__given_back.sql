-- What is given back was not spent: it no longer counts against limits, and not in the figures.

-- Money that goes back says which transfer it undoes: that is how the counters know whether it was of this day and this month.
ALTER TABLE transfer ADD COLUMN gives_back uuid;
COMMENT ON COLUMN transfer.gives_back IS 'the payment that this one undoes';
CREATE UNIQUE INDEX transfer_given_back ON transfer (gives_back) WHERE gives_back IS NOT NULL AND refused IS NULL;

-- Its plan has to be the same however many transfers there are: the few that are undone are found by their key.
CREATE FUNCTION uncount_given_back() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
    IF TG_RELID <> 'public.transfer'::regclass THEN
        RAISE EXCEPTION 'this follows transfers only' USING ERRCODE = 'insufficient_privilege';
    ELSIF NOT EXISTS (SELECT FROM fresh WHERE gives_back IS NOT NULL AND refused IS NULL) THEN
        RETURN NULL;
    END IF;
    -- Otherwise whoever moves one unit back and forth would make room under any limit.
    PERFORM FROM fresh back LEFT JOIN transfer paid ON paid.id = back.gives_back
      WHERE back.gives_back IS NOT NULL AND back.refused IS NULL
        AND (paid.id IS NULL OR paid.refused IS NOT NULL OR paid.debit <> back.credit OR paid.credit <> back.debit
             OR paid.amount <> back.amount OR paid.asset <> back.asset);
    IF FOUND THEN
        RAISE EXCEPTION 'what is given back has to be what was paid' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    UPDATE account a
       SET spent_today = greatest(a.spent_today - back.today, 0), spent_month = greatest(a.spent_month - back.this_month, 0)
      FROM (SELECT payer.id, coalesce(sum(line.amount) FILTER (WHERE line.day = payer.spent_on), 0) AS today,
                   coalesce(sum(line.amount) FILTER (
                       WHERE date_trunc('month', line.day) = date_trunc('month', payer.spent_on)), 0) AS this_month
              FROM (SELECT fresh.credit, fresh.amount, (paid.created_at AT TIME ZONE 'UTC')::date AS day
                      FROM fresh JOIN transfer paid ON paid.id = fresh.gives_back
                     WHERE fresh.refused IS NULL AND paid.spends) line
              JOIN account payer ON payer.id = line.credit
             GROUP BY payer.id) back
     WHERE a.id = back.id;
    RETURN NULL;
END $$;

-- Those of a statement fire in the order of their names: after "post", which moves the balances.
CREATE TRIGGER uncount AFTER INSERT ON transfer REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION uncount_given_back();

-- A hold that was opened and closed in one statement spends what was captured of it.
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
                   sum(CASE WHEN NOT spends THEN 0 WHEN state IN ('voided', 'expired') THEN captured ELSE amount END) AS spent,
                   sum(CASE state WHEN 'active' THEN amount - captured ELSE 0 END) AS total
              FROM fresh WHERE state <> 'refused' GROUP BY account_id, asset) opened
     WHERE a.id = opened.account_id AND a.asset = opened.asset;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> touched THEN
        RAISE EXCEPTION 'a hold needs an account of its asset' USING ERRCODE = 'integrity_constraint_violation';
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
                  FROM (SELECT account_id, amount - captured AS amount, (created_at AT TIME ZONE 'UTC')::date AS day
                          FROM fresh WHERE spends AND state IN ('voided', 'expired')) line
                  JOIN account payer ON payer.id = line.account_id
                 GROUP BY payer.id) back
         WHERE a.id = back.id;
    END IF;
    RETURN NULL;
END $$;

-- In the feed the payment stays to be seen, but counts no longer.
ALTER TABLE feed_transaction DROP CONSTRAINT feed_transaction_status_check;
ALTER TABLE feed_transaction ADD CONSTRAINT feed_transaction_status_check CHECK (status IN ('pending', 'booked', 'returned'));

CREATE OR REPLACE FUNCTION follow_spending() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
    SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
DECLARE
    columns text := 'SELECT user_id, currency, booked_at, merchant, merchant_key, category, status, amount, ';
BEGIN
    IF TG_RELID <> 'public.feed_transaction'::regclass THEN
        RAISE EXCEPTION 'this follows the feed only' USING ERRCODE = 'insufficient_privilege';
    END IF;
    EXECUTE format($merge$
        MERGE INTO spending s USING (
            SELECT line.user_id, part.kind, line.currency, part.bucket, part.name, max(line.merchant) AS merchant,
                   sum(line.sign) AS count, -sum(line.sign * line.amount) AS amount
              FROM (%s) line CROSS JOIN LATERAL (VALUES
                   ('total', 'epoch'::timestamptz, ''),
                   ('pending', 'epoch'::timestamptz, ''),
                   ('hour', date_trunc('hour', line.booked_at, 'UTC'), ''),
                   ('day', date_trunc('day', line.booked_at, 'UTC'), ''),
                   ('merchant', date_trunc('month', line.booked_at, 'UTC'), line.merchant_key),
                   ('category', date_trunc('month', line.booked_at, 'UTC'), coalesce(line.category, ''))
                   ) AS part (kind, bucket, name)
             WHERE line.amount < 0 AND line.status <> 'returned' AND (part.kind <> 'pending' OR line.status = 'pending')
             GROUP BY line.user_id, part.kind, line.currency, part.bucket, part.name
            HAVING sum(line.sign) <> 0 OR sum(line.sign * line.amount) <> 0
        ) change ON s.user_id = change.user_id AND s.kind = change.kind AND s.currency = change.currency
                AND s.bucket = change.bucket AND s.name = change.name
        WHEN MATCHED AND s.count + change.count = 0 AND s.amount + change.amount = 0 THEN DELETE
        WHEN MATCHED THEN UPDATE SET count = s.count + change.count, amount = s.amount + change.amount
        WHEN NOT MATCHED THEN INSERT (user_id, kind, currency, bucket, name, label, count, amount)
             VALUES (change.user_id, change.kind, change.currency, change.bucket, change.name,
                     CASE change.kind WHEN 'merchant' THEN change.merchant END, change.count, change.amount)
        $merge$,
        CASE TG_OP WHEN 'INSERT' THEN columns || '1 AS sign FROM fresh'
                   WHEN 'DELETE' THEN columns || '-1 AS sign FROM was'
                   ELSE columns || '1 AS sign FROM fresh UNION ALL ' || columns || '-1 AS sign FROM was' END);
    RETURN NULL;
END $$;

-- What had been given back before this was known to count.
UPDATE feed_transaction f SET status = 'returned'
  FROM purchase p
 WHERE p.state = 'refunded' AND f.user_id = p.owner AND f.source = 'wallet' AND f.reference = p.id::text;

REVOKE ALL ON FUNCTION uncount_given_back() FROM PUBLIC;
