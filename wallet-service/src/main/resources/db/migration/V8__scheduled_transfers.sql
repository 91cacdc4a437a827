-- Payments that are to happen later.

-- Ids of movements that are still to come: another movement cannot take one. Kept for ever, like the ids of transfers.
CREATE TABLE promise (
    id          uuid PRIMARY KEY,
    fingerprint uuid NOT NULL
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON promise FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE scheduled_transfer (
    id         uuid PRIMARY KEY,
    sender     text NOT NULL,
    recipient  text NOT NULL,
    debit      uuid NOT NULL,
    credit     uuid NOT NULL,
    asset      text NOT NULL,
    amount     numeric(38, 0) NOT NULL CHECK (amount > 0 AND amount <> 'NaN'),
    message    text,
    execute_at timestamptz NOT NULL,
    state      text NOT NULL CHECK (state IN ('initiated', 'processing', 'completed', 'failed', 'cancelled')),
    failure    text,
    trace      text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT failed_with_code CHECK ((state = 'failed') = (failure IS NOT NULL))
);

COMMENT ON COLUMN scheduled_transfer.failure IS 'code of the refusal';

CREATE INDEX scheduled_transfer_due ON scheduled_transfer (execute_at) WHERE state IN ('initiated', 'processing');
CREATE INDEX scheduled_transfer_sender ON scheduled_transfer (sender, created_at DESC, id DESC);

GRANT SELECT, INSERT ON promise TO "${app_role}";
GRANT SELECT, INSERT, UPDATE (state, failure, updated_at) ON scheduled_transfer TO "${app_role}";
