-- Who should have been paid finds refused payments in their list as well. As with V25, no payment that moves money is written into it, and it is alone
-- in its transaction.
SET LOCAL lock_timeout = '2s';
CREATE INDEX IF NOT EXISTS transfer_refused_credit ON transfer (credit, created_at DESC, id DESC) WHERE type = 'p2p' AND refused IS NOT NULL;
