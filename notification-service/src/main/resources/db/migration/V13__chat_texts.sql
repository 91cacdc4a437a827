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
