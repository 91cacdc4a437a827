-- Whether a user has been told of rapid transactions is asked for before they are told again.
CREATE INDEX alert_rapid ON alert (user_id, created_at) WHERE kind = 'rapid_transactions';
