-- What is due back, and what became of it: one row per thing, whoever finds it and however often.

CREATE TABLE refund (
    id             uuid PRIMARY KEY,
    source         text NOT NULL CHECK (source <> ''),
    kind           text NOT NULL CHECK (kind <> ''),
    source_id      uuid NOT NULL,
    user_id        text NOT NULL CHECK (user_id <> ''),
    asset          text NOT NULL,
    amount         numeric(38, 0) NOT NULL CHECK (amount > 0 AND amount <> 'NaN'),
    claimed        numeric(38, 0) NOT NULL CHECK (claimed >= 0 AND claimed <> 'NaN'),
    total          numeric(38, 0) NOT NULL CHECK (total >= 0 AND total <> 'NaN'),
    reason         text NOT NULL CHECK (reason <> ''),
    due_at         timestamptz NOT NULL,
    created_at     timestamptz NOT NULL,
    expires_at     timestamptz,
    found_at       timestamptz NOT NULL,
    trace          text,
    state          text NOT NULL CHECK (state IN ('pending', 'processing', 'completed', 'retrying', 'failed')),
    attempts       integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    tries          integer NOT NULL DEFAULT 0 CHECK (tries >= 0),
    next_at        timestamptz,
    asked_by       text,
    failure        text,
    given          numeric(38, 0) CHECK (given > 0 AND given <> 'NaN'),
    description    text,
    transaction_id uuid,
    balance_after  numeric(38, 0),
    completed_at   timestamptz,
    CONSTRAINT one_refund_per_thing UNIQUE (kind, source_id),
    CONSTRAINT goes_on_until_it_ends CHECK ((next_at IS NULL) = (state IN ('completed', 'failed'))),
    CONSTRAINT completed_with_money CHECK (
        num_nonnulls(given, completed_at) = CASE WHEN state = 'completed' THEN 2 ELSE 0 END),
    CONSTRAINT failed_with_a_cause CHECK (state <> 'failed' OR failure IS NOT NULL)
);

COMMENT ON COLUMN refund.source IS 'the owner of the thing, as it is called in the configuration';
COMMENT ON COLUMN refund.created_at IS 'when the thing itself came to be';
COMMENT ON COLUMN refund.found_at IS 'when it was first seen here';
COMMENT ON COLUMN refund.attempts IS 'how often the owner was asked';
COMMENT ON COLUMN refund.tries IS 'attempts since an operator last had it in hand';
COMMENT ON COLUMN refund.next_at IS 'when it is taken next; while it is processing, when whoever took it counts as dead';
COMMENT ON COLUMN refund.asked_by IS 'the operator behind the next attempt';
COMMENT ON COLUMN refund.failure IS 'what the owner answered last';
COMMENT ON COLUMN refund.given IS 'what the owner gave back, in minor units';

CREATE INDEX refund_next ON refund (source, next_at) WHERE next_at IS NOT NULL;
CREATE INDEX refund_open ON refund (due_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX refund_failed ON refund (due_at, id) WHERE state = 'failed';
CREATE INDEX refund_completed ON refund (completed_at DESC, id DESC) INCLUDE (asset, given) WHERE state = 'completed';
CREATE INDEX refund_user ON refund (user_id, id DESC);
CREATE INDEX refund_source_id ON refund (source_id);

-- Who or what asked the owner, when, and what the owner said. An attempt without an answer was cut off by a crash.
CREATE TABLE refund_attempt (
    refund_id    uuid NOT NULL REFERENCES refund,
    number       integer NOT NULL CHECK (number > 0),
    triggered_by text NOT NULL CHECK (triggered_by <> ''),
    started_at   timestamptz NOT NULL,
    answered_at  timestamptz,
    outcome      text CHECK (outcome IN ('given', 'refused', 'unknown')),
    answer       text,
    PRIMARY KEY (refund_id, number),
    CONSTRAINT answered_in_full CHECK (num_nonnulls(answered_at, outcome, answer) IN (0, 3))
);

CREATE TABLE sweep (
    id           uuid PRIMARY KEY,
    triggered_by text NOT NULL CHECK (triggered_by <> ''),
    started_at   timestamptz NOT NULL,
    ended_at     timestamptz NOT NULL,
    completed    integer NOT NULL CHECK (completed >= 0),
    failed       integer NOT NULL CHECK (failed >= 0),
    unreachable  text[] NOT NULL
);
COMMENT ON COLUMN sweep.failed IS 'attempts that did not give the money back';
COMMENT ON COLUMN sweep.unreachable IS 'the sources that could not be asked';
CREATE INDEX sweep_ended ON sweep (ended_at DESC);

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is history: it is neither changed nor deleted', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;

-- Whatever a statement says: the lifecycle has these steps and no others.
CREATE FUNCTION keep_to_lifecycle() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a refund does not become %', NEW.state USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER begins_pending BEFORE INSERT ON refund FOR EACH ROW
    WHEN (NEW.state <> 'pending') EXECUTE FUNCTION keep_to_lifecycle();
-- From processing to processing: taken again after a crash. What waits may wait for another time.
CREATE TRIGGER keeps_to_lifecycle BEFORE UPDATE ON refund FOR EACH ROW
    WHEN (OLD.state || ' ' || NEW.state NOT IN (
        'pending pending', 'pending processing', 'retrying retrying', 'retrying processing', 'processing processing',
        'processing completed', 'processing retrying', 'processing failed', 'failed retrying'))
    EXECUTE FUNCTION keep_to_lifecycle();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON refund FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The promise of this service: no refund is completed, or given up to the operator, without a story to tell, whoever
-- completes it and by whatever statement. The story is written by the database, in the same commit.
CREATE FUNCTION tell_of_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO outbox (id, payload, created_at) VALUES (uuidv7(), row_to_json(NEW), clock_timestamp());
    RETURN NULL;
END $$;
CREATE TRIGGER is_told AFTER UPDATE ON refund FOR EACH ROW
    WHEN (NEW.state IN ('completed', 'failed')) EXECUTE FUNCTION tell_of_refund();

CREATE TRIGGER answered_once BEFORE UPDATE ON refund_attempt FOR EACH ROW
    WHEN (OLD.answered_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON refund_attempt FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON sweep FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

REVOKE ALL ON refund, refund_attempt, sweep FROM PUBLIC;
REVOKE ALL ON FUNCTION refuse_change(), keep_to_lifecycle(), tell_of_refund() FROM PUBLIC;
GRANT SELECT, INSERT,
    UPDATE (state, attempts, tries, next_at, asked_by, failure, given, description, transaction_id, balance_after, completed_at)
    ON refund TO "${app_role}";
GRANT SELECT, INSERT, UPDATE (answered_at, outcome, answer) ON refund_attempt TO "${app_role}";
GRANT SELECT, INSERT ON sweep TO "${app_role}";
