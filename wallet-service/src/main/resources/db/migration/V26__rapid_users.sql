SET LOCAL lock_timeout = '2s';

-- Whether a user has been told of rapid transactions is asked for before they are told again.
CREATE INDEX IF NOT EXISTS alert_rapid ON alert (user_id, created_at) WHERE kind = 'rapid_transactions';

-- The two others of the list of transfers. Not with the first: who moves the money of one locks two of their tables, and must not wait in a ring.
CREATE INDEX IF NOT EXISTS scheduled_transfer_sent ON scheduled_transfer (sender, created_at DESC, id DESC) WHERE state <> 'completed';
CREATE INDEX IF NOT EXISTS scheduled_transfer_received ON scheduled_transfer (recipient, created_at DESC, id DESC) WHERE state <> 'completed';
