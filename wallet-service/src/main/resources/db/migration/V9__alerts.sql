-- What operators should look at.

CREATE TABLE alert (
    id              uuid PRIMARY KEY,
    kind            text NOT NULL CHECK (kind IN ('large_deduction', 'rapid_transactions', 'negative_balance')),
    user_id         text NOT NULL,
    account_id      uuid NOT NULL,
    transfer_id     uuid NOT NULL,
    asset           text NOT NULL,
    amount          numeric(38, 0),
    threshold       numeric(38, 0),
    count           int,
    created_at      timestamptz NOT NULL,
    acknowledged_at timestamptz,
    acknowledged_by text
);

COMMENT ON COLUMN alert.amount IS 'what left the wallet, or for negative_balance what is in it';

CREATE INDEX alert_newest ON alert (created_at DESC, id DESC);
CREATE INDEX alert_open ON alert (created_at DESC, id DESC) WHERE acknowledged_at IS NULL;

GRANT SELECT, INSERT, UPDATE (acknowledged_at, acknowledged_by) ON alert TO "${app_role}";

-- Transfers are written in the order of their time: a few bytes per page range find the last hour among ten million.
CREATE INDEX transfer_created ON transfer USING brin (created_at) WITH (pages_per_range = 32, autosummarize = on);
