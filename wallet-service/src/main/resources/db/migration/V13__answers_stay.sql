-- The answer to a key is rendered from rows that stay: those of payments for later had no such guard so far.
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON scheduled_transfer FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
