-- How often the state of a user's notifications was changed by the user. Its lock puts such changes in an order, and
-- the number lets a device tell which of two counts is the newer one. Apart from feed, so that reading one's inbox never
-- waits for ingest.
CREATE TABLE inbox_state (
    user_id text   PRIMARY KEY,
    version bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

GRANT SELECT, INSERT ON inbox_state TO "${app_role}";
GRANT UPDATE (version) ON inbox_state TO "${app_role}";
