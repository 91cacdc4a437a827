-- What only replicas of V24 write.

-- A payment that was given back, and names what it undoes.
INSERT INTO transfer (id, debit, credit, asset, amount, type, reference, fingerprint, debit_seq, debit_balance, credit_seq, credit_balance, gives_back, created_at)
SELECT md5('given back')::uuid, paid.credit, paid.debit, paid.asset, paid.amount, 'refund', 'purchase:' || paid.id, md5('back')::uuid,
       shop.seq + 1, shop.posted - paid.amount, payer.seq + 1, payer.posted + paid.amount, paid.id, now()
  FROM transfer paid JOIN account shop ON shop.id = paid.credit JOIN account payer ON payer.id = paid.debit
 WHERE paid.id = md5('transfer 3997')::uuid;

-- Holds that went on after a part was given back, and refusals that know their trace.
UPDATE hold SET state = 'voided', released_for = 'refund:escrow:1', updated_at = now() WHERE id = md5('hold 30')::uuid;
INSERT INTO hold (id, account_id, asset, amount, state, purpose, fingerprint, created_at, updated_at, spends, spent_at)
SELECT md5('rest of a hold')::uuid, account_id, asset, 100, 'active', purpose, md5('rest')::uuid, now(), now(), spends, created_at FROM hold WHERE id = md5('hold 30')::uuid;
INSERT INTO hold (id, account_id, asset, amount, state, purpose, fingerprint, refused, refused_in, created_at, updated_at)
VALUES (md5('refused with its trace')::uuid, md5('wallet 4')::uuid, 'USD', 5000000000, 'refused', 'escrow:2', md5('too much')::uuid, 'insufficient-funds',
        md5('trace of a refusal')::uuid, now(), now());

UPDATE rail_transaction SET handovers = 2, next_handover_at = now(), maybe_taken = true WHERE kind = 'withdrawal' AND state = 'initiated';

INSERT INTO activity (minute, type, asset, count, amount, spent, added) SELECT date_trunc('minute', now()) - n * interval '1 minute', 'p2p', 'USD', 1, n, 0, 0 FROM generate_series(1, 60) n;
