-- The list of a user's transfers shows those that moved no money as well, and a page of it is a seek in each of these. A payment that
-- moves money at once is written into none of them.
CREATE INDEX transfer_refused ON transfer (debit, created_at DESC, id DESC) WHERE type = 'p2p' AND refused IS NOT NULL;
CREATE INDEX scheduled_transfer_sent ON scheduled_transfer (sender, created_at DESC, id DESC) WHERE state <> 'completed';
CREATE INDEX scheduled_transfer_received ON scheduled_transfer (recipient, created_at DESC, id DESC) WHERE state <> 'completed';
