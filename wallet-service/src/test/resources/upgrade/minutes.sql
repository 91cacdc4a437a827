-- Minutes that were added up, as of V15: nothing says yet what came from outside.
UPDATE activity_span SET since = date_trunc('minute', now()) - interval '2 hours';
INSERT INTO activity (minute, type, asset, count, amount, spent)
SELECT date_trunc('minute', now()) - n * interval '1 minute', 'p2p', 'USD', 1, n, 0 FROM generate_series(1, 60) n;
