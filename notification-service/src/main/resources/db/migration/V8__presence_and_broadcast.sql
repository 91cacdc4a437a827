-- Who is there, and what administrators said to many.

-- What a user's contacts see. Derived from the connections; kept, so that a change is noticed by one node, once.
CREATE TABLE presence (
    user_id   text        PRIMARY KEY CHECK (user_id <> ''),
    status    text        NOT NULL CHECK (status IN ('online', 'away', 'offline')),
    last_seen timestamptz NOT NULL,
    -- Since when there is no connection, while it may still come back.
    lost_at   timestamptz CHECK (lost_at IS NULL OR status <> 'offline')
) WITH (fillfactor = 50);
CREATE INDEX presence_lost ON presence (lost_at) WHERE lost_at IS NOT NULL;
CREATE INDEX presence_live ON presence (last_seen) WHERE status <> 'offline';

-- Connections whose client said that nobody looks at it. Like the connections: worth nothing after a crash.
CREATE UNLOGGED TABLE presence_away (
    connection_id uuid        PRIMARY KEY,
    user_id       text        NOT NULL,
    -- A client may say so before its connection is written down.
    said_at       timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX presence_away_user ON presence_away (user_id);

-- Who said what to whom: written with the notifications, by the same commit, and never changed.
CREATE TABLE broadcast (
    broadcast_id   uuid        PRIMARY KEY,
    admin_id       text        NOT NULL,
    type           text        NOT NULL,
    data           jsonb       NOT NULL,
    audience       jsonb       NOT NULL,
    users_notified bigint      NOT NULL CHECK (users_notified >= 0),
    created_at     timestamptz NOT NULL
);
CREATE INDEX broadcast_time ON broadcast (created_at, broadcast_id);

-- Whom a broadcast about a topic reaches.
CREATE INDEX topic_grant_topic ON topic_grant (topic, user_id);

GRANT SELECT, INSERT ON presence TO "${app_role}";
GRANT UPDATE (status, last_seen, lost_at) ON presence TO "${app_role}";
GRANT SELECT, INSERT, DELETE ON presence_away TO "${app_role}";
GRANT SELECT, INSERT ON broadcast TO "${app_role}";
