-- The ways to people who are not connected.

-- What users want beside the inbox; who has no row here is told there alone, and costs ingest nothing.
CREATE TABLE preference (
    user_id  text PRIMARY KEY CHECK (user_id <> ''),
    settings json NOT NULL
);

-- Browsers that may be woken (RFC 8030). The keys are the browser's own: only it can read what is sent there.
CREATE TABLE push_subscription (
    id         uuid        PRIMARY KEY,
    user_id    text        NOT NULL REFERENCES preference (user_id),
    endpoint   text        NOT NULL,
    p256dh     text        NOT NULL,
    auth       text        NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (user_id, endpoint)
);
-- By hash: an endpoint may be longer than a B-tree takes, and is only looked for as a whole.
CREATE INDEX push_subscription_endpoint ON push_subscription USING hash (endpoint);

-- A notification on its way to its user by one channel; written with the notification, finished by DeliveryJob.
CREATE TABLE delivery (
    user_id     text        NOT NULL,
    seq         bigint      NOT NULL,
    channel     text        NOT NULL CHECK (channel IN ('push', 'email')),
    state       text        NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'sent', 'failed')),
    -- Whether it waits for the end of quiet hours, and goes with all others that do.
    digest      boolean     NOT NULL,
    escalated   boolean     NOT NULL,
    attempts    int         NOT NULL DEFAULT 0,
    -- When it may be taken; while somebody is at it, when that one has to be given up.
    due_at      timestamptz NOT NULL,
    created_at  timestamptz NOT NULL,
    finished_at timestamptz,
    -- What went wrong last.
    note        text,
    PRIMARY KEY (user_id, seq, channel),
    FOREIGN KEY (user_id, seq) REFERENCES notification (user_id, seq) ON DELETE CASCADE,
    CHECK ((state = 'pending') = (finished_at IS NULL))
);
CREATE INDEX delivery_due ON delivery (due_at) WHERE state = 'pending';

GRANT SELECT, INSERT ON preference TO "${app_role}";
GRANT UPDATE (settings) ON preference TO "${app_role}";
GRANT SELECT, INSERT, DELETE ON push_subscription TO "${app_role}";
GRANT UPDATE (p256dh, auth) ON push_subscription TO "${app_role}";
GRANT SELECT, INSERT ON delivery TO "${app_role}";
GRANT UPDATE (state, attempts, due_at, finished_at, note) ON delivery TO "${app_role}";
