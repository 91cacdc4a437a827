-- Money to and from the outside world over rails that report later.

CREATE TABLE rail_transaction (
    id               uuid PRIMARY KEY,
    kind             text NOT NULL CHECK (kind IN ('deposit', 'withdrawal')),
    owner            text NOT NULL,
    wallet_id        uuid NOT NULL,
    asset            text NOT NULL,
    amount           numeric(38, 0) NOT NULL CHECK (amount > 0 AND amount <> 'NaN'),
    rail             text NOT NULL,
    destination      text,
    state            text NOT NULL CHECK (state IN ('initiated', 'pending', 'confirmed', 'failed', 'finalized', 'refunded')),
    transaction_hash text,
    reason           text,
    attempt          integer NOT NULL DEFAULT 1,
    transfer_id      uuid,
    created_at       timestamptz NOT NULL,
    submitted_at     timestamptz,
    lapses_at        timestamptz NOT NULL,
    failed_at        timestamptz,
    refund_id        text,
    refunded_at      timestamptz,
    CONSTRAINT final_with_its_transfer CHECK ((state = 'finalized') = (transfer_id IS NOT NULL)),
    CONSTRAINT failed_for_a_reason CHECK (state NOT IN ('failed', 'refunded') OR num_nonnulls(reason, failed_at) = 2),
    CONSTRAINT refunded_once CHECK (num_nonnulls(refund_id, refunded_at) = CASE WHEN state = 'refunded' THEN 2 ELSE 0 END),
    CONSTRAINT refunds_are_of_withdrawals CHECK (state <> 'refunded' OR kind = 'withdrawal')
);

COMMENT ON COLUMN rail_transaction.id IS 'of a withdrawal: that of its hold, too';
COMMENT ON COLUMN rail_transaction.attempt IS 'number of the transfer that makes it final: a refused id stays refused';
COMMENT ON COLUMN rail_transaction.transfer_id IS 'the transfer that made it final';

CREATE INDEX rail_transaction_owner ON rail_transaction (owner, kind, created_at DESC, id DESC);
CREATE INDEX rail_transaction_waiting ON rail_transaction (lapses_at) WHERE state IN ('initiated', 'pending');
CREATE INDEX rail_transaction_unsubmitted ON rail_transaction (created_at)
    WHERE kind = 'withdrawal' AND state = 'initiated' AND submitted_at IS NULL;
CREATE INDEX rail_transaction_due ON rail_transaction (failed_at, id) WHERE kind = 'withdrawal' AND state = 'failed';

-- Whatever a statement says: what is final or given back stays so, and what has failed can only prove final after all, or be given back.
CREATE FUNCTION keep_rail_transaction_closed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a % does not go from % to %', OLD.kind, OLD.state, NEW.state USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER stay_closed BEFORE UPDATE OF state ON rail_transaction FOR EACH ROW
    WHEN (OLD.state IN ('finalized', 'refunded') OR (OLD.state = 'failed' AND NEW.state NOT IN ('finalized', 'refunded')))
    EXECUTE FUNCTION keep_rail_transaction_closed();

CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON rail_transaction FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- What rails have reported: each event once, and what became of it.
CREATE TABLE rail_event (
    rail             text NOT NULL,
    event_id         text NOT NULL,
    id               uuid NOT NULL,
    transaction_id   text NOT NULL,
    status           text NOT NULL,
    transaction_hash text,
    amount           text,
    currency         text,
    reason           text,
    outcome          text NOT NULL CHECK (outcome IN ('applied', 'ignored', 'unapplied')),
    note             text,
    received_at      timestamptz NOT NULL,
    PRIMARY KEY (rail, event_id)
);

COMMENT ON COLUMN rail_event.note IS 'for the operator: why it was not applied';

CREATE INDEX rail_event_unapplied ON rail_event (received_at DESC, id DESC) WHERE outcome = 'unapplied';

REVOKE ALL ON rail_transaction, rail_event FROM PUBLIC;
REVOKE ALL ON FUNCTION keep_rail_transaction_closed() FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (state, transaction_hash, reason, attempt, transfer_id, submitted_at, failed_at, refund_id, refunded_at)
    ON rail_transaction TO "${app_role}";
GRANT SELECT, INSERT, UPDATE (outcome, note) ON rail_event TO "${app_role}";
