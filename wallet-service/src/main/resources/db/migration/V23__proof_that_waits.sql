-- What a rail says has happened and could not be applied: whether a withdrawal may lapse or be given back depends on it.
-- Rails may write our ids in capitals.
CREATE INDEX rail_event_waiting ON rail_event (rail, lower(transaction_id)) WHERE outcome = 'unapplied';
