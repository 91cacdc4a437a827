-- The list of a user's transfers shows those that moved no money as well, and a page of it is a seek in each of three indices; this is one.
-- A payment that moves money at once is written into none of them. Alone in its transaction, since nobody can pay meanwhile; whoever has
-- so many transfers that this would be felt makes the index before, beside the work (deploy/README.md).
SET LOCAL lock_timeout = '2s';
CREATE INDEX IF NOT EXISTS transfer_refused ON transfer (debit, created_at DESC, id DESC) WHERE type = 'p2p' AND refused IS NOT NULL;
