-- Critical messages to everyone. Each user who is known gets a notification of their own, in steps: those first who are
-- connected, then all in the order of their ids. The row says how far that has come, so whoever goes on goes on there.
CREATE TABLE circular (
    event_id    text        PRIMARY KEY,
    type        text        NOT NULL,
    priority    text        NOT NULL,
    topic       text,
    data        json        NOT NULL,
    event_time  timestamptz NOT NULL,
    created_at  timestamptz NOT NULL,
    traceparent text,
    stage       text        NOT NULL DEFAULT 'connected' CHECK (stage IN ('connected', 'known', 'done')),
    -- The users of this stage have it up to and including this one.
    reached     text        NOT NULL DEFAULT ''
);
CREATE INDEX circular_open ON circular (created_at) WHERE stage <> 'done';
-- Who comes for the first time is given those of the last day.
CREATE INDEX circular_created ON circular (created_at);

GRANT SELECT, INSERT, DELETE ON circular TO "${app_role}";
GRANT UPDATE (stage, reached) ON circular TO "${app_role}";
