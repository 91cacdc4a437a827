-- What was given back is listed in the order of time, for those who compare their books with it.

CREATE INDEX purchase_refunded ON purchase (refunded_at, id) WHERE state = 'refunded';
CREATE INDEX rail_transaction_refunded ON rail_transaction (refunded_at, id) WHERE state = 'refunded';
