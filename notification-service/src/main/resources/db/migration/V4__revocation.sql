-- Users whose tokens were taken back, for as long as such a token could still be shown.
CREATE TABLE revocation (
    user_id       text        PRIMARY KEY CHECK (user_id <> ''),
    issued_before timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    revoked_by    text        NOT NULL,
    reason        text        NOT NULL,
    -- By the database's clock: how nodes find what they were not told.
    changed_at    timestamptz NOT NULL
);
CREATE INDEX revocation_changed ON revocation (changed_at);
CREATE INDEX revocation_expiry ON revocation (expires_at);

-- A ticket stands for the token it was sold for.
ALTER TABLE ticket ADD COLUMN token_issued_at timestamptz NOT NULL DEFAULT 'epoch';

GRANT SELECT, INSERT, UPDATE, DELETE ON revocation TO "${app_role}";
