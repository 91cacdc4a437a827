-- What others say was given back, copied from their books, so that it can be compared with this one by a join.

CREATE TABLE book (
    name           text PRIMARY KEY CHECK (name <> ''),
    complete_until timestamptz NOT NULL
);
COMMENT ON TABLE book IS 'the books of others: ledger, and owner:<source> for each owner of refundable things';
COMMENT ON COLUMN book.complete_until IS 'everything older has been copied';

CREATE TABLE book_line (
    book      text NOT NULL,
    kind      text NOT NULL,
    id        uuid NOT NULL,
    source_id uuid NOT NULL,
    user_id   text NOT NULL,
    asset     text NOT NULL,
    amount    numeric(38, 0) NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (book, kind, id)
);
COMMENT ON COLUMN book_line.id IS 'of the transfer or the hold in the ledger; in the book of an owner, of the thing';
CREATE INDEX book_line_at ON book_line (book, at, id);
CREATE INDEX book_line_thing ON book_line (kind, source_id);

-- Things that something happened to since they were last compared. A thing may stand here more than once: who writes
-- waits for nobody.
CREATE TABLE to_compare (
    pos       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind      text NOT NULL,
    source_id uuid NOT NULL,
    at        timestamptz NOT NULL
);
CREATE INDEX to_compare_at ON to_compare (at, pos);

CREATE TABLE difference (
    kind       text NOT NULL,
    source_id  uuid NOT NULL,
    rule       text NOT NULL,
    expected   text NOT NULL,
    actual     text NOT NULL,
    at         timestamptz NOT NULL,
    found_at   timestamptz NOT NULL,
    checked_at timestamptz NOT NULL,
    PRIMARY KEY (kind, source_id, rule)
);
COMMENT ON COLUMN difference.at IS 'when that happened which has no counterpart';
CREATE INDEX difference_checked ON difference (checked_at);

-- One row: whoever reconciles holds it until then.
CREATE TABLE reconciliation (
    one           boolean PRIMARY KEY DEFAULT true CHECK (one),
    taken_until   timestamptz NOT NULL,
    reconciled_at timestamptz,
    whole_at      timestamptz
);
COMMENT ON COLUMN reconciliation.whole_at IS 'when everything was last read from the beginning';
INSERT INTO reconciliation (taken_until) VALUES ('-infinity');

CREATE FUNCTION compare_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO to_compare (kind, source_id, at) VALUES (NEW.kind, NEW.source_id, clock_timestamp());
    RETURN NULL;
END $$;
CREATE TRIGGER is_compared AFTER UPDATE ON refund FOR EACH ROW
    WHEN (NEW.state IN ('completed', 'failed')) EXECUTE FUNCTION compare_refund();

-- What was completed before there was a comparison.
INSERT INTO to_compare (kind, source_id, at) SELECT kind, source_id, completed_at FROM refund WHERE state = 'completed';

-- What failed is part of a sweep's result; what was completed is found by refund_completed.
CREATE INDEX refund_attempt_failed ON refund_attempt (answered_at) WHERE outcome <> 'given';

-- Sweeps under way that have given something back, so that whoever wants the result can wait for all replicas.
CREATE TABLE sweep_under_way (
    id          uuid PRIMARY KEY,
    started_at  timestamptz NOT NULL,
    alive_until timestamptz NOT NULL
);
COMMENT ON COLUMN sweep_under_way.alive_until IS 'later it counts as left behind by a crash';

REVOKE ALL ON book, book_line, to_compare, difference, reconciliation, sweep_under_way FROM PUBLIC;
REVOKE ALL ON FUNCTION compare_refund() FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE, DELETE ON book, book_line, to_compare, difference, sweep_under_way TO "${app_role}";
GRANT SELECT, UPDATE (taken_until, reconciled_at, whole_at) ON reconciliation TO "${app_role}";
