-- What only replicas of V6 and later write.
UPDATE escrow SET told_at = now() WHERE state = 'HELD';
UPDATE escrow_movement SET tries = 6, problem = 'id-reused' WHERE state = 'pending';
UPDATE red_packet_claim SET tries = 6, problem = 'id-reused', told_at = now() WHERE state = 'pending';
INSERT INTO escrow_movement (id, escrow_id, kind, actor, pay, give_back, to_seller, to_fees, to_buyer, held_after, hold_after, fingerprint, state, answer, refund_id, created_at, next_at, closed_at)
SELECT md5('named ' || id)::uuid, id, 'give_back', 'system', 0, 0, 0, 0, 0, 0, md5('no hold of ' || id)::uuid, md5('named ' || id)::uuid, 'done', '{"state":"REFUNDED"}',
       'refund:escrow:' || id, updated_at, updated_at, updated_at
  FROM escrow WHERE state = 'REFUNDED';
