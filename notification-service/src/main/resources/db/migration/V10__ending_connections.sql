-- Which connections their nodes have to end, and why: a broker that is away may lose the message that says so.
ALTER TABLE connection ADD COLUMN ending text;

COMMENT ON COLUMN connection.ending IS 'name of the close code; null while it may stay';

CREATE INDEX connection_ending ON connection (node) WHERE ending IS NOT NULL;

GRANT UPDATE (ending) ON connection TO "${app_role}";
