-- Insight: what a user's money went to. Lines of bank statements and the debits of wallets stand in one table; the figures that are shown
-- of them stand in another, which only a trigger writes: whoever changes a line, the figures follow in the same commit, and no request
-- ever sums over history.

CREATE TABLE feed_transaction (
    id              uuid PRIMARY KEY DEFAULT uuidv7(),
    user_id         text NOT NULL,
    source          text NOT NULL CHECK (source IN ('bank', 'wallet')),
    reference       text NOT NULL,
    merchant        text NOT NULL,
    merchant_key    text NOT NULL,
    description     text NOT NULL,
    -- NaN is a numeric, and greater than every number.
    amount          numeric(38, 0) NOT NULL CHECK (amount <> 0 AND amount <> 'NaN'),
    currency        text NOT NULL,
    booked_at       timestamptz NOT NULL,
    status          text NOT NULL CHECK (status IN ('pending', 'booked')),
    category        text,
    category_reason text,
    categorised_by  text CHECK (categorised_by IN ('user', 'rule', 'history')),
    created_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT feed_reference UNIQUE (user_id, source, reference),
    CONSTRAINT category_with_reason CHECK (num_nonnulls(category, category_reason, categorised_by) IN (0, 3))
);

COMMENT ON COLUMN feed_transaction.reference IS 'the bank''s own for the line, or the id of the transfer: the same one is taken in once';
COMMENT ON COLUMN feed_transaction.merchant_key IS 'the merchant without spelling, branch and number: what a user''s choices are about';
COMMENT ON COLUMN feed_transaction.amount IS 'in minor units; below zero is money that went out';

CREATE INDEX feed_newest ON feed_transaction (user_id, currency, booked_at DESC, id DESC);
CREATE INDEX feed_pending ON feed_transaction (user_id, currency, booked_at DESC, id DESC) WHERE status = 'pending' AND amount < 0;
CREATE INDEX feed_uncategorised ON feed_transaction (user_id, merchant_key) WHERE category IS NULL;

-- Money that went out, added up.
CREATE TABLE spending (
    user_id  text NOT NULL,
    kind     text NOT NULL CHECK (kind IN ('total', 'pending', 'hour', 'day', 'merchant', 'category')),
    currency text NOT NULL,
    bucket   timestamptz NOT NULL,
    name     text NOT NULL,
    label    text,
    count    bigint NOT NULL CHECK (count > 0),
    amount   numeric(38, 0) NOT NULL CHECK (amount > 0 AND amount <> 'NaN'),
    PRIMARY KEY (user_id, kind, currency, bucket, name)
) WITH (fillfactor = 70);

COMMENT ON COLUMN spending.bucket IS 'the hour or day it is about, in UTC; the month for merchants and categories; 1970 for what is about all time';
COMMENT ON COLUMN spending.name IS 'key of the merchant, or the category; nothing otherwise';
COMMENT ON COLUMN spending.label IS 'the merchant as people write it';

-- Its plan has to be the same however many lines a statement brings: the few rows that change are found by their key.
CREATE FUNCTION follow_spending() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
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
             WHERE line.amount < 0 AND (part.kind <> 'pending' OR line.status = 'pending')
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

CREATE TRIGGER add_spending AFTER INSERT ON feed_transaction REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION follow_spending();
CREATE TRIGGER change_spending AFTER UPDATE ON feed_transaction REFERENCING OLD TABLE AS was NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION follow_spending();
CREATE TRIGGER remove_spending AFTER DELETE ON feed_transaction REFERENCING OLD TABLE AS was
    FOR EACH STATEMENT EXECUTE FUNCTION follow_spending();

-- How far the entries of a wallet have been taken into the feed.
CREATE TABLE wallet_fed (
    account_id uuid PRIMARY KEY,
    seq        bigint NOT NULL
);

-- What a user chose for a merchant: it wins over every rule.
CREATE TABLE category_choice (
    user_id      text NOT NULL,
    merchant_key text NOT NULL,
    category     text NOT NULL,
    chosen_at    timestamptz NOT NULL,
    PRIMARY KEY (user_id, merchant_key)
);

REVOKE ALL ON feed_transaction, spending, wallet_fed, category_choice FROM PUBLIC;
REVOKE ALL ON FUNCTION follow_spending() FROM PUBLIC;
GRANT SELECT, INSERT,
      UPDATE (merchant, merchant_key, description, amount, currency, booked_at, status, category, category_reason, categorised_by)
   ON feed_transaction TO "${app_role}";
GRANT SELECT ON spending TO "${app_role}";
GRANT SELECT, INSERT, UPDATE (seq) ON wallet_fed TO "${app_role}";
GRANT SELECT, INSERT, UPDATE (category, chosen_at) ON category_choice TO "${app_role}";
