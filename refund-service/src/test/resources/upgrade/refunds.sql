-- Refunds in each of their states, as of V2; each has gone there step by step.

INSERT INTO refund (id, source, kind, source_id, user_id, asset, amount, claimed, total, reason, due_at, created_at, found_at, next_at, state)
SELECT md5('refund ' || n)::uuid, CASE WHEN n % 2 = 0 THEN 'wallet' ELSE 'escrow' END, CASE WHEN n % 2 = 0 THEN 'purchase' ELSE 'red_packet' END,
       md5('thing ' || n / 2)::uuid, 'u' || n % 20, 'USD', 100 + n, 0, 100 + n, 'lapsed', now() - n / 4 * interval '1 hour', now() - interval '90 days',
       now() - n / 4 * interval '1 hour', now() - n / 10 * interval '1 minute', 'pending'
  FROM generate_series(2, 2001) n;
CREATE TEMP TABLE becomes AS
SELECT md5('refund ' || n)::uuid AS id, n, (ARRAY ['pending', 'processing', 'completed', 'retrying', 'failed'])[n % 5 + 1] AS state FROM generate_series(2, 2001) n;
UPDATE refund r SET state = 'processing', attempts = 1, tries = 1 FROM becomes b WHERE b.id = r.id AND b.state <> 'pending';
INSERT INTO refund_attempt (refund_id, number, triggered_by, started_at, answered_at, outcome, answer)
SELECT id, 1, 'clock', now() - interval '1 hour', CASE state WHEN 'processing' THEN NULL ELSE now() END,
       CASE state WHEN 'processing' THEN NULL WHEN 'completed' THEN 'given' ELSE 'refused' END, CASE state WHEN 'processing' THEN NULL ELSE 'so it is' END
  FROM becomes WHERE state <> 'pending';
UPDATE refund r SET state = b.state, next_at = CASE b.state WHEN 'retrying' THEN r.next_at END, failure = CASE WHEN b.state <> 'completed' THEN 'wallet-frozen' END,
       given = CASE b.state WHEN 'completed' THEN amount END, completed_at = CASE b.state WHEN 'completed' THEN now() - b.n * interval '1 minute' END
  FROM becomes b WHERE b.id = r.id AND b.state NOT IN ('pending', 'processing');
DROP TABLE becomes;

INSERT INTO sweep (id, triggered_by, started_at, ended_at, completed, failed, unreachable)
SELECT md5('sweep ' || n)::uuid, 'clock', now() - n * interval '1 day', now() - n * interval '1 day', 20, 2, '{}' FROM generate_series(1, 30) n;
INSERT INTO outbox_parked (pos, id, payload, created_at, reason) VALUES (7, md5('parked')::uuid, '{}', now(), '400');
