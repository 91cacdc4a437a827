-- What administrators did, and what the auditor found.

CREATE TABLE admin_action (
    id         uuid PRIMARY KEY,
    admin      text NOT NULL,
    action     text NOT NULL CHECK (action IN ('freeze', 'unfreeze', 'adjustment')),
    account_id uuid NOT NULL,
    amount     numeric(38, 0),
    reason     text NOT NULL CHECK (reason <> ''),
    created_at timestamptz NOT NULL,
    CONSTRAINT amount_of_adjustment CHECK ((action = 'adjustment') = (amount IS NOT NULL))
);
CREATE INDEX admin_action_account ON admin_action (account_id, created_at DESC);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON admin_action FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- One row per way of auditing: whichever replica looked, all of them answer for what it found.
CREATE TABLE audit_result (
    kind       text PRIMARY KEY CHECK (kind IN ('recent', 'full')),
    audited_at timestamptz NOT NULL,
    mismatches int NOT NULL,
    named      json NOT NULL
);

GRANT SELECT, INSERT ON admin_action TO "${app_role}";
GRANT SELECT, INSERT, UPDATE ON audit_result TO "${app_role}";
