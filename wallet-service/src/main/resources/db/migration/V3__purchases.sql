-- What is bought here. It is paid at once; then it is delivered, or the money falls due for refund.

ALTER TABLE account DROP CONSTRAINT account_kind_check;
ALTER TABLE account ADD CONSTRAINT account_kind_check CHECK (kind IN ('wallet', 'world', 'fees', 'merchant'));

CREATE TABLE purchase (
    id             uuid PRIMARY KEY,
    owner          text NOT NULL,
    wallet_id      uuid NOT NULL,
    asset          text NOT NULL,
    amount         numeric(38, 0) NOT NULL CHECK (amount > 0 AND amount <> 'NaN'),
    type           text NOT NULL,
    service        text NOT NULL,
    description    text NOT NULL,
    state          text NOT NULL CHECK (state IN ('open', 'completed', 'cancelled', 'failed', 'timed_out', 'refunded')),
    reason         text CHECK (reason IN ('purchase_cancelled', 'purchase_failed', 'purchase_timeout')),
    created_at     timestamptz NOT NULL,
    expires_at     timestamptz NOT NULL,
    due_at         timestamptz,
    refund_id      text,
    refund_attempt integer NOT NULL DEFAULT 1,
    refunded_at    timestamptz,
    CONSTRAINT due_for_a_reason CHECK (
        num_nonnulls(reason, due_at) = CASE WHEN state IN ('open', 'completed') THEN 0 ELSE 2 END),
    CONSTRAINT refunded_once CHECK (num_nonnulls(refund_id, refunded_at) = CASE WHEN state = 'refunded' THEN 2 ELSE 0 END)
);

COMMENT ON COLUMN purchase.id IS 'of the transfer that paid for it';
COMMENT ON COLUMN purchase.due_at IS 'since when the money is due back';
COMMENT ON COLUMN purchase.refund_attempt IS 'number of the transfer that gives it back: a refused id stays refused';

CREATE INDEX purchase_owner ON purchase (owner, created_at DESC, id DESC);
CREATE INDEX purchase_open ON purchase (expires_at) WHERE state = 'open';
CREATE INDEX purchase_due ON purchase (due_at, id) WHERE state IN ('cancelled', 'failed', 'timed_out');

-- Whatever a statement says: what was delivered or given back stays so, and what is due back can only be given back.
CREATE FUNCTION keep_purchase_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a purchase does not go from % to %', OLD.state, NEW.state USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER stay_closed BEFORE UPDATE OF state ON purchase FOR EACH ROW
    WHEN (OLD.state <> 'open' AND NOT (OLD.state IN ('cancelled', 'failed', 'timed_out') AND NEW.state = 'refunded'))
    EXECUTE FUNCTION keep_purchase_closed();

CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON purchase FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

REVOKE ALL ON purchase FROM PUBLIC;
REVOKE ALL ON FUNCTION keep_purchase_closed() FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (state, reason, due_at, refund_id, refund_attempt, refunded_at) ON purchase TO "${app_role}";
