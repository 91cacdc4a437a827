-- Escrows, payments and red packets in each of their states, as of V4.

INSERT INTO escrow (id, buyer, seller, asset, amount, fee_bps, fee_payer, terms, milestones, inspection_s, deadline, fingerprint, state, funded, held,
                    released, refunded, fee, paid, returned, paid_milestones, hold_id, version, delivered_at, received_at, acts_at, lapsed_at, created_at, updated_at)
SELECT md5('escrow ' || n)::uuid, 'b' || n % 20, 's' || n % 15, 'USD', 1000, 100, 'seller', 'as agreed', '[]', 86400, now() + n * interval '1 hour',
       md5('asked for escrow ' || n)::uuid, state, CASE WHEN state IN ('INITIATED', 'CANCELLED') THEN 0 ELSE 1000 END,
       CASE WHEN state IN ('HELD', 'DISPUTED', 'EXPIRED') THEN 1000 WHEN state = 'PARTIALLY_RELEASED' THEN 600 ELSE 0 END,
       CASE state WHEN 'RELEASED' THEN 990 WHEN 'PARTIALLY_RELEASED' THEN 396 ELSE 0 END, CASE state WHEN 'REFUNDED' THEN 1000 ELSE 0 END,
       CASE state WHEN 'RELEASED' THEN 10 WHEN 'PARTIALLY_RELEASED' THEN 4 ELSE 0 END,
       CASE state WHEN 'RELEASED' THEN 1000 WHEN 'PARTIALLY_RELEASED' THEN 400 ELSE 0 END, CASE state WHEN 'REFUNDED' THEN 1000 ELSE 0 END,
       CASE state WHEN 'PARTIALLY_RELEASED' THEN ARRAY ['first'] ELSE '{}' END,
       CASE WHEN state NOT IN ('INITIATED', 'CANCELLED') THEN md5('hold of escrow ' || n)::uuid END, 3,
       CASE state WHEN 'HELD' THEN now() END, NULL, CASE WHEN state IN ('INITIATED', 'HELD') THEN now() + interval '1 day' END,
       CASE state WHEN 'EXPIRED' THEN now() - interval '1 hour' END, now() - n / 3 * interval '1 hour', now()
  FROM (SELECT n, (ARRAY ['INITIATED', 'HELD', 'PARTIALLY_RELEASED', 'DISPUTED', 'RELEASED', 'REFUNDED', 'CANCELLED', 'EXPIRED'])[n % 8 + 1] AS state
          FROM generate_series(1, 1600) n) n;

INSERT INTO escrow_movement (id, escrow_id, kind, actor, pay, give_back, to_seller, to_fees, to_buyer, held_after, hold_before, hold_after, fingerprint,
                             state, refusal, answer, created_at, next_at, closed_at)
SELECT md5('funding ' || state || id)::uuid, id, 'fund', buyer, 0, 0, 0, 0, 0, 1000, NULL, md5('hold of ' || id)::uuid, md5('funding ' || state || id)::uuid,
       m.state, CASE m.state WHEN 'refused' THEN 'insufficient-funds' END, CASE m.state WHEN 'done' THEN '{"state":"HELD"}' END, e.created_at, e.created_at,
       CASE WHEN m.state <> 'pending' THEN e.created_at END
  FROM (SELECT e.id, e.buyer, e.created_at, CASE e.state WHEN 'INITIATED' THEN ARRAY ['refused', 'pending'] WHEN 'CANCELLED' THEN ARRAY ['refused'] ELSE ARRAY ['refused', 'done'] END AS states
          FROM escrow e) e CROSS JOIN LATERAL unnest(e.states) m (state);
INSERT INTO escrow_movement (id, escrow_id, kind, actor, pay, give_back, to_seller, to_fees, to_buyer, held_after, hold_before, hold_after, fingerprint,
                             state, refusal, answer, created_at, next_at, closed_at)
SELECT md5(kind || state || id)::uuid, id, kind, 'system', 0, 0, 0, 0, 0, 0, hold_id, md5('no hold of ' || id)::uuid, md5(kind || id)::uuid, CASE kind WHEN 'release' THEN 'refused' ELSE 'done' END,
       CASE kind WHEN 'release' THEN 'wallet-frozen' END, CASE kind WHEN 'release' THEN NULL ELSE '{"state":"REFUNDED"}' END, updated_at, updated_at, updated_at
  FROM (SELECT id, state, hold_id, updated_at, CASE state WHEN 'HELD' THEN 'release' ELSE 'give_back' END AS kind FROM escrow WHERE state IN ('HELD', 'REFUNDED')) e;

INSERT INTO escrow_transition (escrow_id, number, action, actor, from_state, to_state, amount, at)
SELECT id, number, 'made', buyer, NULL, state, amount, created_at FROM escrow CROSS JOIN generate_series(1, 3) number;
INSERT INTO dispute (id, escrow_id, raised_by, reason, raised_at, outcome, resolved_by, note, resolved_at)
SELECT md5('dispute of ' || id)::uuid, id, buyer, 'broken', created_at, CASE state WHEN 'REFUNDED' THEN 'refund' END, CASE state WHEN 'REFUNDED' THEN 'root' END,
       NULL, CASE state WHEN 'REFUNDED' THEN updated_at END
  FROM escrow WHERE state IN ('DISPUTED', 'REFUNDED');
INSERT INTO dispute_evidence (id, dispute_id, user_id, text, refs, added_at)
SELECT md5('evidence of ' || id)::uuid, id, raised_by, 'see here', ARRAY ['photo'], raised_at FROM dispute;

INSERT INTO payment_order (id, reference, escrow_id, asset, amount, status, payment_id, created_at, updated_at)
SELECT md5('order of ' || id)::uuid, 'order ' || id, id, asset, amount, CASE state WHEN 'INITIATED' THEN 'pending' ELSE 'captured' END,
       CASE WHEN state <> 'INITIATED' THEN 'payment ' || id END, created_at, updated_at
  FROM escrow WHERE state IN ('INITIATED', 'HELD', 'REFUNDED');
INSERT INTO payment_event (id, provider_event_id, event_type, order_id, payment_id, minor_amount, currency, outcome, note, received_at, next_at)
SELECT md5('payment event ' || n)::uuid, 'evt_' || n, 'payment.captured', 'order ' || md5('escrow ' || n)::uuid, 'payment ' || n, 1000, 'USD', outcome,
       CASE outcome WHEN 'unapplied' THEN 'amount-differs' END, now() - n * interval '1 minute', now() - n * interval '1 minute'
  FROM (SELECT n, (ARRAY ['received', 'applied', 'ignored', 'unapplied'])[n % 4 + 1] AS outcome FROM generate_series(1, 2000) n) n;
INSERT INTO payment_event_decision (id, event, admin, decision, reason, decided_at)
SELECT md5('decided on ' || id)::uuid, id, 'root', 'retry', 'the order was late', received_at FROM payment_event WHERE outcome = 'unapplied';

-- A packet is made, its shares are cut, and it opens; then shares are claimed.
INSERT INTO red_packet (id, sender, asset, total, packet_count, mode, recipients, fingerprint, created_at, expires_at, next_at)
SELECT md5('packet ' || n)::uuid, 'p' || n % 10, 'USD', 400, 4, 'equal', '{}', md5('asked for packet ' || n)::uuid, now() - n * interval '1 hour',
       now() + (300 - n) * interval '1 hour', now()
  FROM generate_series(1, 600) n;
INSERT INTO red_packet_share (packet_id, number, amount)
SELECT id, number, 100 FROM red_packet CROSS JOIN generate_series(1, 4) number;
CREATE TEMP TABLE becomes AS
SELECT md5('packet ' || n)::uuid AS id, n, (ARRAY ['funding', 'active', 'completed', 'expired', 'cancelled', 'refused'])[n % 6 + 1] AS state FROM generate_series(1, 600) n;
UPDATE red_packet p SET state = 'active' FROM becomes b WHERE b.id = p.id AND b.state NOT IN ('funding', 'refused');
UPDATE red_packet p SET state = 'refused', refusal = 'insufficient-funds' FROM becomes b WHERE b.id = p.id AND b.state = 'refused';
INSERT INTO red_packet_claim (id, packet_id, share_number, user_id, amount, state, refusal, remaining, created_at, next_at, closed_at)
SELECT md5('claim ' || number || id)::uuid, id, number, 'u' || number, 100, claim, CASE claim WHEN 'refused' THEN 'recipient-frozen' END,
       CASE claim WHEN 'done' THEN 4 - number END, now(), now(), CASE WHEN claim <> 'pending' THEN now() END
  FROM (SELECT id, number, CASE WHEN state = 'completed' OR number = 1 THEN 'done' WHEN number = 2 AND state = 'active' THEN 'pending' WHEN number = 2 THEN 'refused' END AS claim
          FROM becomes CROSS JOIN generate_series(1, 4) number WHERE state NOT IN ('funding', 'refused')) c
 WHERE claim IS NOT NULL;
UPDATE red_packet_share s SET claim_id = c.id FROM red_packet_claim c WHERE c.packet_id = s.packet_id AND c.share_number = s.number AND c.state <> 'refused';
UPDATE red_packet p SET state = b.state, claimed = CASE b.state WHEN 'completed' THEN 400 ELSE 100 END, claimed_count = CASE b.state WHEN 'completed' THEN 4 ELSE 1 END,
       closed_at = CASE WHEN b.state <> 'active' THEN now() END
  FROM becomes b WHERE b.id = p.id AND b.state NOT IN ('funding', 'refused');
UPDATE red_packet p SET refund_id = 'refund:red_packet:' || p.id, refunded_at = now() FROM becomes b WHERE b.id = p.id AND b.state = 'expired' AND b.n % 4 = 1;
DROP TABLE becomes;

INSERT INTO outbox (id, payload, created_at) SELECT md5('story ' || n)::uuid, '{"kind":  "escrow"}', now() FROM generate_series(1, 50) n;
INSERT INTO outbox_parked (pos, id, payload, created_at, reason) VALUES (7, md5('parked')::uuid, '{}', now(), '400');
