-- Payments from outside: what the buyer was asked for, and what the provider reported about it.

CREATE TABLE payment_order (
    id         uuid PRIMARY KEY,
    reference  text NOT NULL UNIQUE CHECK (reference <> ''),
    escrow_id  uuid NOT NULL REFERENCES escrow,
    asset      text NOT NULL,
    amount     numeric(38, 0) NOT NULL CHECK (amount > 0 AND amount <> 'NaN'),
    status     text NOT NULL CHECK (status IN ('pending', 'authorized', 'failed', 'captured', 'refunded')),
    payment_id text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT pending_without_a_payment CHECK ((status = 'pending') = (payment_id IS NULL))
);
COMMENT ON COLUMN payment_order.reference IS 'how the provider names it';
COMMENT ON COLUMN payment_order.payment_id IS 'the provider''s name for the payment that brought it where it stands';
CREATE UNIQUE INDEX one_open_order ON payment_order (escrow_id) WHERE status IN ('pending', 'authorized', 'failed');
CREATE INDEX payment_order_of ON payment_order (payment_id) WHERE payment_id IS NOT NULL;

-- Stored before it is answered; what it leads to is done from here. The body itself has the payer's personal data: it is not kept.
CREATE TABLE payment_event (
    id                uuid PRIMARY KEY,
    provider_event_id text NOT NULL UNIQUE CHECK (provider_event_id <> ''),
    event_type        text NOT NULL,
    order_id          text,
    payment_id        text,
    minor_amount      bigint,
    currency          text,
    reason            text,
    trace             text,
    outcome           text NOT NULL CHECK (outcome IN ('received', 'applied', 'ignored', 'unapplied')),
    note              text,
    tries             integer NOT NULL DEFAULT 0,
    received_at       timestamptz NOT NULL,
    next_at           timestamptz NOT NULL,
    CONSTRAINT unapplied_for_a_reason CHECK ((outcome = 'unapplied') = (note IS NOT NULL))
);
COMMENT ON COLUMN payment_event.next_at IS 'when somebody takes it, if whoever took it has not come to an end';
CREATE INDEX payment_event_to_do ON payment_event (next_at, id) WHERE outcome = 'received';
CREATE INDEX payment_event_unapplied ON payment_event (received_at DESC, id DESC) WHERE outcome = 'unapplied';

CREATE TABLE payment_event_decision (
    id         uuid PRIMARY KEY,
    event      uuid NOT NULL REFERENCES payment_event,
    admin      text NOT NULL CHECK (admin <> ''),
    decision   text NOT NULL CHECK (decision IN ('retry')),
    reason     text NOT NULL CHECK (reason <> ''),
    decided_at timestamptz NOT NULL
);
CREATE INDEX payment_event_decision_about ON payment_event_decision (event, decided_at);

CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON payment_order FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON payment_event FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_event_decision
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

REVOKE ALL ON payment_order, payment_event, payment_event_decision FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (status, payment_id, updated_at) ON payment_order TO "${app_role}";
GRANT SELECT, INSERT, UPDATE (outcome, note, tries, next_at) ON payment_event TO "${app_role}";
GRANT SELECT, INSERT ON payment_event_decision TO "${app_role}";
