-- Two lists that every node works on: revocations and escalations.

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

-- Critical notifications that their users did not acknowledge in time, once per channel. Written by whoever finds them,
-- done when the channel has taken them over.
CREATE TABLE escalation (
    user_id text        NOT NULL,
    seq     bigint      NOT NULL,
    channel text        NOT NULL CHECK (channel IN ('push', 'email')),
    due_at  timestamptz NOT NULL,
    done_at timestamptz,
    PRIMARY KEY (user_id, seq, channel)
);
CREATE INDEX escalation_open ON escalation (due_at) WHERE done_at IS NULL;
CREATE INDEX notification_critical ON notification (created_at) WHERE priority = 'critical';

GRANT SELECT, INSERT, DELETE ON escalation TO "${app_role}";
GRANT UPDATE (done_at) ON escalation TO "${app_role}";
GRANT SELECT, INSERT, UPDATE, DELETE ON revocation TO "${app_role}";
