-- Whom people know, and what they say to each other.

-- One row per direction. Two people are contacts once both rows are there: being seen takes the consent of both.
CREATE TABLE contact (
    user_id    text        NOT NULL CHECK (user_id <> ''),
    contact_id text        NOT NULL CHECK (contact_id <> '' AND contact_id <> user_id),
    added_at   timestamptz NOT NULL,
    PRIMARY KEY (user_id, contact_id)
);
CREATE INDEX contact_other_way ON contact (contact_id, user_id);

CREATE TABLE chat_room (
    room_id    uuid        PRIMARY KEY,
    kind       text        NOT NULL CHECK (kind IN ('direct', 'group')),
    title      text        CHECK ((title IS NOT NULL) = (kind = 'group')),
    created_at timestamptz NOT NULL,
    -- The last message's. Its row lock decides the order of the room.
    last_seq   bigint      NOT NULL DEFAULT 0 CHECK (last_seq >= 0)
) WITH (fillfactor = 70);

CREATE TABLE chat_member (
    room_id   uuid        NOT NULL REFERENCES chat_room ON DELETE CASCADE,
    user_id   text        NOT NULL CHECK (user_id <> ''),
    role      text        NOT NULL CHECK (role IN ('owner', 'member')),
    joined_at timestamptz NOT NULL,
    -- What was said up to here was not said to this member.
    from_seq  bigint      NOT NULL CHECK (from_seq >= 0),
    PRIMARY KEY (room_id, user_id)
);
CREATE INDEX chat_member_user ON chat_member (user_id, room_id);

-- The text as it was written; what is shown is made from it.
CREATE TABLE chat_message (
    room_id           uuid        NOT NULL REFERENCES chat_room ON DELETE CASCADE,
    room_seq          bigint      NOT NULL CHECK (room_seq > 0),
    message_id        uuid        NOT NULL,
    sender_id         text        NOT NULL,
    client_message_id text        NOT NULL,
    text              text        NOT NULL,
    sent_at           timestamptz NOT NULL,
    PRIMARY KEY (room_id, room_seq),
    UNIQUE (room_id, sender_id, client_message_id)
);
-- How much a user said lately.
CREATE INDEX chat_message_sender ON chat_message (sender_id, sent_at);
CREATE INDEX chat_message_age ON chat_message (sent_at);

-- What was said cannot be edited.
GRANT SELECT, INSERT, DELETE ON contact TO "${app_role}";
GRANT SELECT, INSERT, DELETE ON chat_room TO "${app_role}";
GRANT UPDATE (last_seq) ON chat_room TO "${app_role}";
GRANT SELECT, INSERT, DELETE ON chat_member TO "${app_role}";
GRANT UPDATE (role) ON chat_member TO "${app_role}";
GRANT SELECT, INSERT, DELETE ON chat_message TO "${app_role}";
