-- What nodes of V9 and V10 wrote: each acknowledgement with its time, and the connections that have to end.
INSERT INTO acknowledgement (user_id, seq, acked_at)
SELECT 'u' || n, seq, now() - (101 - seq) * interval '9 minutes' FROM generate_series(1, 25) n CROSS JOIN generate_series(10, 50, 10) seq WHERE n % 3 > 0;
UPDATE connection SET ending = 'DISCONNECTED' WHERE user_id = 'u9';
