-- Money that waits for a condition. All amounts are whole minor units of the asset.

CREATE TABLE escrow (
    id              uuid PRIMARY KEY,
    buyer           text NOT NULL CHECK (buyer <> ''),
    seller          text NOT NULL CHECK (seller <> '' AND seller <> buyer),
    asset           text NOT NULL,
    amount          numeric(38, 0) NOT NULL CHECK (amount > 0 AND amount <> 'NaN'),
    fee_bps         integer NOT NULL CHECK (fee_bps BETWEEN 0 AND 10000),
    fee_payer       text NOT NULL CHECK (fee_payer IN ('buyer', 'seller')),
    terms           text NOT NULL CHECK (terms <> ''),
    milestones      json NOT NULL,
    inspection_s    bigint NOT NULL CHECK (inspection_s > 0),
    deadline        timestamptz NOT NULL,
    fingerprint     uuid NOT NULL,
    state           text NOT NULL CHECK (state IN
        ('INITIATED', 'HELD', 'PARTIALLY_RELEASED', 'DISPUTED', 'RELEASED', 'REFUNDED', 'CANCELLED', 'EXPIRED')),
    funded          numeric(38, 0) NOT NULL DEFAULT 0 CHECK (funded >= 0),
    held            numeric(38, 0) NOT NULL DEFAULT 0 CHECK (held >= 0),
    released        numeric(38, 0) NOT NULL DEFAULT 0 CHECK (released >= 0),
    refunded        numeric(38, 0) NOT NULL DEFAULT 0 CHECK (refunded >= 0),
    fee             numeric(38, 0) NOT NULL DEFAULT 0 CHECK (fee >= 0),
    paid            numeric(38, 0) NOT NULL DEFAULT 0 CHECK (paid >= 0),
    returned        numeric(38, 0) NOT NULL DEFAULT 0 CHECK (returned >= 0),
    paid_milestones text[] NOT NULL DEFAULT '{}',
    hold_id         uuid,
    version         bigint NOT NULL DEFAULT 0,
    delivered_at    timestamptz,
    received_at     timestamptz,
    acts_at         timestamptz,
    lapsed_at       timestamptz,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    CONSTRAINT nothing_is_lost CHECK (released + refunded + fee + held = funded),
    CONSTRAINT no_more_than_agreed CHECK (paid + returned <= amount),
    CONSTRAINT held_while_open CHECK (state NOT IN ('HELD', 'PARTIALLY_RELEASED', 'DISPUTED') OR (held > 0 AND hold_id IS NOT NULL)),
    CONSTRAINT nothing_held_at_the_end CHECK (state NOT IN ('INITIATED', 'RELEASED', 'REFUNDED', 'CANCELLED') OR held = 0),
    CONSTRAINT the_clock_leaves_the_rest_alone CHECK (acts_at IS NULL OR state IN ('INITIATED', 'HELD', 'PARTIALLY_RELEASED'))
);
COMMENT ON COLUMN escrow.amount IS 'what the seller is to get, before a fee that the seller pays';
COMMENT ON COLUMN escrow.released IS 'what the seller has';
COMMENT ON COLUMN escrow.refunded IS 'what the buyer has back';
COMMENT ON COLUMN escrow.paid IS 'how much of the amount is decided for the seller, fee included if the seller pays it';
COMMENT ON COLUMN escrow.returned IS 'how much of the amount is decided for the buyer';
COMMENT ON COLUMN escrow.acts_at IS 'when the clock does the next thing: expiry, or release after the inspection';
COMMENT ON COLUMN escrow.lapsed_at IS 'since when what is held is due back';

CREATE INDEX escrow_buyer ON escrow (buyer, created_at DESC, id DESC);
CREATE INDEX escrow_seller ON escrow (seller, created_at DESC, id DESC);
CREATE INDEX escrow_acts ON escrow (acts_at) WHERE acts_at IS NOT NULL;
CREATE INDEX escrow_due ON escrow (lapsed_at, id) WHERE state = 'EXPIRED' AND held > 0;

-- The intent comes first: whatever crashes, what a movement asks of the ledger is known and asked again under the same ids.
CREATE TABLE escrow_movement (
    id             uuid PRIMARY KEY,
    escrow_id      uuid NOT NULL REFERENCES escrow,
    kind           text NOT NULL CHECK (kind IN ('fund', 'payment', 'release', 'refund', 'resolve', 'give_back')),
    actor          text NOT NULL CHECK (actor <> ''),
    reason         text,
    milestone      text,
    pay            numeric(38, 0) NOT NULL CHECK (pay >= 0),
    give_back      numeric(38, 0) NOT NULL CHECK (give_back >= 0),
    to_seller      numeric(38, 0) NOT NULL CHECK (to_seller >= 0),
    to_fees        numeric(38, 0) NOT NULL CHECK (to_fees >= 0),
    to_buyer       numeric(38, 0) NOT NULL CHECK (to_buyer >= 0),
    held_after     numeric(38, 0) NOT NULL CHECK (held_after >= 0),
    hold_before    uuid,
    hold_after     uuid NOT NULL,
    fingerprint    uuid NOT NULL,
    trace          text,
    state          text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'refused')),
    refusal        text,
    answer         text,
    created_at     timestamptz NOT NULL,
    next_at        timestamptz NOT NULL,
    closed_at      timestamptz,
    CONSTRAINT refused_for_a_reason CHECK ((state = 'refused') = (refusal IS NOT NULL)),
    CONSTRAINT done_with_an_answer CHECK ((state = 'done') = (answer IS NOT NULL))
);
COMMENT ON COLUMN escrow_movement.next_at IS 'when somebody else takes it, if whoever began it has not come to an end';
COMMENT ON COLUMN escrow_movement.answer IS 'the escrow as it stood then: what every repeat of the request is answered';
CREATE UNIQUE INDEX one_movement_at_a_time ON escrow_movement (escrow_id) WHERE state = 'pending';
CREATE INDEX movement_of_escrow ON escrow_movement (escrow_id, kind);
CREATE INDEX movement_left_behind ON escrow_movement (next_at) WHERE state = 'pending';

CREATE TABLE escrow_transition (
    escrow_id  uuid NOT NULL REFERENCES escrow,
    number     bigint NOT NULL,
    action     text NOT NULL CHECK (action <> ''),
    actor      text NOT NULL CHECK (actor <> ''),
    reason     text,
    from_state text,
    to_state   text NOT NULL,
    amount     numeric(38, 0) NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (escrow_id, number)
);

CREATE TABLE dispute (
    id          uuid PRIMARY KEY,
    escrow_id   uuid NOT NULL REFERENCES escrow,
    raised_by   text NOT NULL CHECK (raised_by <> ''),
    reason      text NOT NULL CHECK (reason <> ''),
    raised_at   timestamptz NOT NULL,
    outcome     text CHECK (outcome IN ('release', 'refund', 'split')),
    resolved_by text,
    note        text,
    resolved_at timestamptz,
    CONSTRAINT resolved_in_full CHECK (num_nonnulls(outcome, resolved_by, resolved_at) IN (0, 3))
);
CREATE UNIQUE INDEX one_dispute_at_a_time ON dispute (escrow_id) WHERE resolved_at IS NULL;
CREATE INDEX dispute_of_escrow ON dispute (escrow_id, raised_at DESC);

CREATE TABLE dispute_evidence (
    id         uuid PRIMARY KEY,
    dispute_id uuid NOT NULL REFERENCES dispute,
    user_id    text NOT NULL CHECK (user_id <> ''),
    text       text NOT NULL CHECK (text <> ''),
    refs       text[] NOT NULL,
    added_at   timestamptz NOT NULL
);
CREATE INDEX dispute_evidence_of ON dispute_evidence (dispute_id, added_at);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is history: it is neither changed nor deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON escrow FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON escrow_movement FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER closed_once BEFORE UPDATE ON escrow_movement FOR EACH ROW
    WHEN (OLD.state <> 'pending') EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ended_is_ended BEFORE UPDATE ON escrow FOR EACH ROW
    WHEN (OLD.state IN ('RELEASED', 'REFUNDED', 'CANCELLED')) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON escrow_transition FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON dispute_evidence FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

REVOKE ALL ON escrow, escrow_movement, escrow_transition, dispute, dispute_evidence FROM PUBLIC;
REVOKE ALL ON FUNCTION refuse_change() FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (state, funded, held, released, refunded, fee, paid, returned, paid_milestones, hold_id, version,
    delivered_at, received_at, acts_at, lapsed_at, updated_at) ON escrow TO "${app_role}";
GRANT SELECT, INSERT, UPDATE (state, refusal, answer, next_at, closed_at) ON escrow_movement TO "${app_role}";
GRANT SELECT, INSERT ON escrow_transition, dispute_evidence TO "${app_role}";
GRANT SELECT, INSERT, UPDATE (outcome, resolved_by, note, resolved_at) ON dispute TO "${app_role}";
