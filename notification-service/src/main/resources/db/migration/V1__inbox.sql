-- The inbox: what each user was told, in one gap-free sequence per user.

-- One row per user who was ever told something. Locking these rows in user_id order is what serialises ingest:
-- whoever holds a row decides the next seq, so a later seq never commits before an earlier one.
CREATE TABLE feed (
    user_id   text   PRIMARY KEY CHECK (user_id <> ''),
    last_seq  bigint NOT NULL DEFAULT 0 CHECK (last_seq >= 0),
    -- The oldest seq that history still reaches; moved by retention.
    first_seq bigint NOT NULL DEFAULT 1 CHECK (first_seq BETWEEN 1 AND last_seq + 1),
    -- Rises with every change to the user's stream or latest values: one number tells a node whether it missed any.
    revision  bigint NOT NULL DEFAULT 0 CHECK (revision >= 0)
) WITH (fillfactor = 50);

CREATE TABLE notification (
    user_id     text        NOT NULL,
    seq         bigint      NOT NULL CHECK (seq > 0),
    event_id    text        NOT NULL,
    type        text        NOT NULL,
    priority    text        NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'critical')),
    topic       text,
    -- json, not jsonb: what the producer wrote is what the client reads, byte for byte.
    data        json        NOT NULL,
    event_time  timestamptz NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    read_at     timestamptz,
    archived_at timestamptz,
    traceparent text,
    PRIMARY KEY (user_id, seq),
    UNIQUE (event_id, user_id)
);

CREATE INDEX notification_unread ON notification (user_id, seq) WHERE read_at IS NULL AND archived_at IS NULL;
CREATE INDEX notification_created ON notification USING brin (created_at) WITH (pages_per_range = 32);

-- The newest value per user and key; only a higher version replaces.
CREATE TABLE latest (
    user_id     text        NOT NULL,
    key         text        NOT NULL,
    version     bigint      NOT NULL,
    event_id    text        NOT NULL,
    type        text        NOT NULL,
    priority    text        NOT NULL,
    topic       text,
    data        json        NOT NULL,
    event_time  timestamptz NOT NULL,
    traceparent text,
    PRIMARY KEY (user_id, key)
) WITH (fillfactor = 50);

-- What everyone was told; stored once, whoever was there.
CREATE TABLE announcement (
    pos         bigint      PRIMARY KEY,
    event_id    text        NOT NULL UNIQUE,
    type        text        NOT NULL,
    priority    text        NOT NULL,
    topic       text,
    data        json        NOT NULL,
    event_time  timestamptz NOT NULL,
    created_at  timestamptz NOT NULL DEFAULT now(),
    traceparent text
);

-- One row. Its lock gives announcements gap-free positions in the order of their commits. The epoch names this
-- history: a cursor of another epoch is worthless. An operator who restores a backup raises it.
CREATE TABLE board (
    single            boolean PRIMARY KEY DEFAULT true CHECK (single),
    epoch             bigint  NOT NULL,
    last_announcement bigint  NOT NULL DEFAULT 0
);
INSERT INTO board (epoch) VALUES ((extract(epoch FROM now()) * 1000)::bigint);

-- How far a user has got: announcements shown on any device, and the seq the client acknowledged. Apart from feed, so
-- that writing it never waits for ingest.
CREATE TABLE seen (
    user_id   text   PRIMARY KEY,
    announced bigint NOT NULL DEFAULT 0,
    acked     bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- Single-use admission to a socket; only a digest is kept.
CREATE TABLE ticket (
    digest           bytea       PRIMARY KEY,
    user_id          text        NOT NULL,
    roles            text[]      NOT NULL,
    token_expires_at timestamptz NOT NULL,
    expires_at       timestamptz NOT NULL
);
CREATE INDEX ticket_expiry ON ticket (expires_at);

-- The application may write what its code writes, and no more: the text of history cannot be edited.
GRANT SELECT, INSERT ON feed TO "${app_role}";
GRANT UPDATE (last_seq, first_seq, revision) ON feed TO "${app_role}";
GRANT SELECT, INSERT, DELETE ON notification TO "${app_role}";
GRANT UPDATE (read_at, archived_at) ON notification TO "${app_role}";
GRANT SELECT, INSERT, UPDATE ON latest TO "${app_role}";
GRANT SELECT, INSERT, DELETE ON announcement TO "${app_role}";
GRANT SELECT ON board TO "${app_role}";
GRANT UPDATE (last_announcement) ON board TO "${app_role}";
GRANT SELECT, INSERT, UPDATE ON seen TO "${app_role}";
GRANT SELECT, INSERT, DELETE ON ticket TO "${app_role}";
