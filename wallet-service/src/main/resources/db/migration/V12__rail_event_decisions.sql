-- What operators decided about reports of rails that could not be applied.

ALTER TABLE rail_event DROP CONSTRAINT rail_event_outcome_check;
ALTER TABLE rail_event ADD CONSTRAINT rail_event_outcome_check CHECK (outcome IN ('applied', 'ignored', 'unapplied', 'dismissed'));
CREATE UNIQUE INDEX rail_event_id ON rail_event (id);

CREATE TABLE rail_event_decision (
    id         uuid PRIMARY KEY,
    event      uuid NOT NULL,
    admin      text NOT NULL,
    decision   text NOT NULL CHECK (decision IN ('apply', 'dismiss')),
    reason     text NOT NULL CHECK (reason <> ''),
    decided_at timestamptz NOT NULL
);
COMMENT ON COLUMN rail_event_decision.decision IS 'what was ordered; what came of it stands on the event';
CREATE INDEX rail_event_decision_event ON rail_event_decision (event, decided_at);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rail_event_decision
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

REVOKE ALL ON rail_event_decision FROM PUBLIC;
GRANT SELECT, INSERT ON rail_event_decision TO "${app_role}";
