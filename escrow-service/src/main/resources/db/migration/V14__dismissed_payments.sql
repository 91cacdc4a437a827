-- What an operator has settled outside leaves the list of what waits, and keeps why it could not be applied.
-- Webhooks come in meanwhile: this waits for nobody for long, and whoever starts tries again.
SET LOCAL lock_timeout = '2s';
ALTER TABLE payment_event
    DROP CONSTRAINT payment_event_outcome_check,
    DROP CONSTRAINT unapplied_for_a_reason,
    ADD CONSTRAINT payment_event_outcome_check
        CHECK (outcome IN ('received', 'applied', 'ignored', 'unapplied', 'dismissed')) NOT VALID,
    ADD CONSTRAINT unapplied_for_a_reason CHECK ((outcome IN ('unapplied', 'dismissed')) = (note IS NOT NULL)) NOT VALID;
ALTER TABLE payment_event_decision
    DROP CONSTRAINT payment_event_decision_decision_check,
    ADD CONSTRAINT payment_event_decision_decision_check CHECK (decision IN ('retry', 'dismiss')) NOT VALID;
