-- Operators look at the open ones, newest first.
CREATE INDEX dispute_open ON dispute (raised_at DESC, id DESC) WHERE resolved_at IS NULL;
