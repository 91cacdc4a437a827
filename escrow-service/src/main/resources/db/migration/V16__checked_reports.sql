-- What V14 added without a look at the rows of before. Reports come in meanwhile: this keeps nobody from reading or writing.
SET LOCAL lock_timeout = '2s';
ALTER TABLE payment_event
    VALIDATE CONSTRAINT payment_event_outcome_check,
    VALIDATE CONSTRAINT unapplied_for_a_reason;
ALTER TABLE payment_event_decision VALIDATE CONSTRAINT payment_event_decision_decision_check;
