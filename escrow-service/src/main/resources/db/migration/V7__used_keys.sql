-- A key of a caller stands for one request, of whatever kind. What a request leaves behind has the key's id, in one of four tables:
-- here they meet, so that two requests of different kinds cannot both have it, on whichever replicas they run.
CREATE TABLE used_key (
    id uuid PRIMARY KEY
);

-- A row whose id is taken is not inserted, and the statement says 0 rows: what ON CONFLICT DO NOTHING says within one table.
CREATE FUNCTION take_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO used_key (id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
    RETURN CASE WHEN FOUND THEN NEW END;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON used_key FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

REVOKE ALL ON used_key FROM PUBLIC;
REVOKE ALL ON FUNCTION take_key() FROM PUBLIC;
GRANT SELECT, INSERT ON used_key TO "${app_role}";
