-- Who should have been paid finds refused payments in their list as well. As with those of who wanted to pay, no payment that moves money
-- is written into it.
CREATE INDEX transfer_refused_credit ON transfer (credit, created_at DESC, id DESC) WHERE type = 'p2p' AND refused IS NOT NULL;
