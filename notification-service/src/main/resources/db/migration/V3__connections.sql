-- Who is connected where. Unlogged: these tables say what is the case now, and after a crash of the database nothing of
-- it would be true. Nodes that find themselves missing write themselves and their connections down again.

CREATE UNLOGGED TABLE node (
    id         uuid        PRIMARY KEY,
    started_at timestamptz NOT NULL,
    -- By the database's clock, so that nodes need not agree on the time. A node that has not been seen for long is gone.
    seen_at    timestamptz NOT NULL
) WITH (fillfactor = 50);

-- No foreign key, which would be looked up row by row: whoever writes connections holds a lock on its node's row, and
-- whoever takes a node away holds it first.
CREATE UNLOGGED TABLE connection (
    id           uuid        PRIMARY KEY,
    node         uuid        NOT NULL,
    user_id      text        NOT NULL,
    roles        text[]      NOT NULL,
    dialect      text        NOT NULL,
    address      text,
    connected_at timestamptz NOT NULL,
    messages     bigint      NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX connection_user ON connection (user_id, connected_at);
CREATE INDEX connection_node ON connection (node);

GRANT SELECT, INSERT, DELETE ON node TO "${app_role}";
GRANT UPDATE (seen_at) ON node TO "${app_role}";
GRANT SELECT, INSERT, DELETE ON connection TO "${app_role}";
GRANT UPDATE (messages) ON connection TO "${app_role}";
