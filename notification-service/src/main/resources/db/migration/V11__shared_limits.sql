-- How many are connected to each node, as it said with its last heartbeat: what the others may still let in depends on
-- it, and counting rows of connection at each heartbeat would read all of them. A node of an older version says nothing.
ALTER TABLE node ADD COLUMN connections integer NOT NULL DEFAULT 0;

GRANT UPDATE (connections) ON node TO "${app_role}";
