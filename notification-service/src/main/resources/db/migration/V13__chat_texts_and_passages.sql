-- What was said can be read for a day, also by those who were told of it: with the message goes its text in the members'
-- inboxes, in the same commit, whoever deletes it. The row and its seq stay, so that history is not cut. Messages that
-- were deleted before this is here keep their texts until their notifications go.
--
-- A trigger, because the application may not edit history, and this is no right to.
CREATE FUNCTION blank_chat() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- First the lock that orders changes of state: whoever reads all passes over notifications that are locked.
    INSERT INTO inbox_state AS own (user_id)
    SELECT DISTINCT n.user_id FROM gone JOIN notification n ON n.event_id = gone.message_id::text ORDER BY n.user_id
    ON CONFLICT (user_id) DO UPDATE SET version = own.version;
    UPDATE notification n SET data = (n.data::jsonb - 'plain' || '{"text": "", "expired": true}')::json
    FROM gone WHERE n.event_id = gone.message_id::text AND n.type = 'chat_message';
    RETURN NULL;
END $$;

CREATE TRIGGER blank_chat AFTER DELETE ON chat_message REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION blank_chat();

-- Whoever could hang it on a table of his own would take the text of any message out of history with it.
REVOKE ALL ON FUNCTION blank_chat() FROM PUBLIC;

-- What a client was sent without a hole: from the moment of the first, everything after from_seq, and by the time of the
-- writing up to to_seq. A notification was sent when it was committed, or when the run began, whichever is later; so one
-- row does for as long as a connection lasts, moved on now and then. It goes with the notifications.
CREATE TABLE passage (
    user_id  text        NOT NULL,
    from_seq bigint      NOT NULL CHECK (from_seq >= 0),
    since    timestamptz NOT NULL,
    to_seq   bigint      NOT NULL CHECK (to_seq > from_seq),
    PRIMARY KEY (user_id, from_seq, since)
) WITH (fillfactor = 70);

GRANT SELECT, INSERT, DELETE ON passage TO "${app_role}";
GRANT UPDATE (to_seq) ON passage TO "${app_role}";
