-- What a year left in the ledger, as of V5: a few of everything, and some thousand movements.

INSERT INTO account (id, owner, asset, kind, tier, created_at, updated_at)
SELECT md5('wallet ' || n)::uuid, 'u' || n, 'USD', 'wallet', CASE n % 3 WHEN 0 THEN 'gold' ELSE 'basic' END, now() - interval '400 days', now()
  FROM generate_series(1, 20) n
UNION ALL SELECT md5('euro wallet ' || n)::uuid, 'u' || n, 'EUR', 'wallet', 'basic', now() - interval '400 days', now() FROM generate_series(1, 5) n
UNION ALL SELECT md5('world USD')::uuid, 'world', 'USD', 'world', 'basic', now() - interval '400 days', now()
UNION ALL SELECT md5('world EUR')::uuid, 'world', 'EUR', 'world', 'basic', now() - interval '400 days', now()
UNION ALL SELECT md5('fees')::uuid, 'fees', 'USD', 'fees', 'basic', now() - interval '400 days', now()
UNION ALL SELECT md5('shop')::uuid, 'shop', 'USD', 'merchant', 'basic', now() - interval '400 days', now();
UPDATE account SET frozen = true WHERE owner = 'u19';
UPDATE account SET limit_daily = 1000000, limit_monthly = 2000000 WHERE owner = 'u3';

-- The first 20 pay in; then each of 20 is: fifteen payments to others, two purchases, a fee, and a refund of the purchase before it.
CREATE TEMP TABLE move AS
SELECT n, md5('transfer ' || n)::uuid AS id, kind AS type, 'USD' AS asset,
       CASE kind WHEN 'deposit' THEN md5('world USD')::uuid WHEN 'refund' THEN md5('shop')::uuid ELSE md5('wallet ' || payer)::uuid END AS debit,
       CASE kind WHEN 'deposit' THEN md5('wallet ' || payer)::uuid WHEN 'sms_purchase' THEN md5('shop')::uuid WHEN 'escrow_fee' THEN md5('fees')::uuid
                 WHEN 'refund' THEN md5('wallet ' || payer)::uuid ELSE md5('wallet ' || payer % 20 + 1)::uuid END AS credit,
       CASE kind WHEN 'deposit' THEN 100000000 WHEN 'sms_purchase' THEN 250 WHEN 'refund' THEN 250 ELSE n % 97 + 1 END::numeric AS amount,
       CASE kind WHEN 'refund' THEN 'purchase:' || md5('transfer ' || n - 1) END AS reference,
       CASE kind WHEN 'p2p' THEN jsonb_build_object('message', 'number ' || n)
                 WHEN 'sms_purchase' THEN jsonb_build_object('description', 'SMS', 'service', 'telegram') END AS metadata,
       kind = 'p2p' OR kind = 'sms_purchase' AS spends, now() - interval '400 days' + n * interval '140 minutes' AS at
  FROM (SELECT n, CASE WHEN n <= 20 THEN 'deposit' WHEN n % 20 IN (17, 18) THEN 'sms_purchase' WHEN n % 20 = 19 THEN 'refund'
                       WHEN n % 20 = 0 THEN 'escrow_fee' ELSE 'p2p' END AS kind,
               CASE WHEN n <= 20 THEN n ELSE (CASE n % 20 WHEN 19 THEN n - 1 ELSE n END) * 7 % 20 + 1 END AS payer
          FROM generate_series(1, 4000) n) n
UNION ALL
SELECT 4000 + n, md5('euro transfer ' || n)::uuid, 'deposit', 'EUR', md5('world EUR')::uuid, md5('euro wallet ' || n % 5 + 1)::uuid, n * 3, NULL,
       NULL, false, now() - interval '300 days' + n * interval '10 minutes'
  FROM generate_series(1, 100) n;

WITH line AS (
    SELECT n, debit AS account, -amount AS amount FROM move UNION ALL SELECT n, credit, amount FROM move
), run AS (
    SELECT n, account, row_number() OVER so_far AS seq, sum(amount) OVER so_far AS balance
      FROM line WINDOW so_far AS (PARTITION BY account ORDER BY n)
)
INSERT INTO transfer (id, debit, credit, asset, amount, type, reference, metadata, fingerprint, trace_id, debit_seq, debit_balance,
                      credit_seq, credit_balance, spends, created_at)
SELECT m.id, m.debit, m.credit, m.asset, m.amount, m.type, m.reference, m.metadata, md5('asked ' || m.n)::uuid,
       CASE WHEN m.n % 2 = 0 THEN md5('trace ' || m.n)::uuid END, d.seq, d.balance, c.seq, c.balance, m.spends, m.at
  FROM move m JOIN run d ON d.n = m.n AND d.account = m.debit JOIN run c ON c.n = m.n AND c.account = m.credit;
DROP TABLE move;

-- Refused: payments, some of them within one instant, and a deposit to a frozen wallet.
INSERT INTO transfer (id, debit, credit, asset, amount, type, fingerprint, refused, trace_id, created_at)
SELECT md5('refused ' || n)::uuid, md5('wallet ' || n % 20 + 1)::uuid, md5('wallet ' || (n + 1) % 20 + 1)::uuid, 'USD', 999999999999,
       'p2p', md5('asked too much ' || n)::uuid, CASE n % 2 WHEN 0 THEN 'insufficient-funds' ELSE 'recipient-frozen' END,
       CASE WHEN n % 3 > 0 THEN md5('trace of refusal ' || n)::uuid END, now() - n / 4 * interval '1 day'
  FROM generate_series(1, 400) n
UNION ALL SELECT md5('refused deposit')::uuid, md5('world USD')::uuid, md5('wallet 19')::uuid, 'USD', 5, 'deposit', md5('frozen')::uuid,
       'recipient-frozen', NULL, now();

-- Holds in each state; some are partly captured, some for red packets, some for withdrawals.
INSERT INTO hold (id, account_id, asset, amount, captured, state, purpose, fingerprint, refused, expires_at, created_at, updated_at, spends)
SELECT md5('hold ' || n)::uuid, md5('wallet ' || n % 20 + 1)::uuid, 'USD', 1000, CASE WHEN state = 'captured' THEN 1000 WHEN n % 4 = 0 AND state <> 'refused' THEN 400 ELSE 0 END,
       state, CASE n % 3 WHEN 0 THEN 'escrow:' WHEN 1 THEN 'red_packet:' ELSE 'other ' END || md5('thing ' || n)::uuid, md5('held ' || n)::uuid,
       CASE state WHEN 'refused' THEN 'insufficient-funds' END, CASE WHEN n % 7 = 0 THEN now() + n * interval '1 hour' END,
       now() - n * interval '11 hours', now() - n * interval '10 hours', n % 5 = 0
  FROM (SELECT n, (ARRAY ['active', 'captured', 'voided', 'expired', 'refused'])[n % 5 + 1] AS state FROM generate_series(1, 600) n) n
UNION ALL
SELECT md5('withdrawal ' || state)::uuid, md5('wallet 1')::uuid, 'USD', 700, CASE state WHEN 'finalized' THEN 700 ELSE 0 END,
       CASE state WHEN 'finalized' THEN 'captured' WHEN 'refunded' THEN 'voided' ELSE 'active' END, 'withdrawal', md5('withdrawn ' || state)::uuid,
       NULL, NULL, now() - interval '2 days', now() - interval '1 day', true
  FROM unnest(ARRAY ['initiated', 'pending', 'confirmed', 'failed', 'finalized', 'refunded']) state;

INSERT INTO rail_transaction (id, kind, owner, wallet_id, asset, amount, rail, destination, state, reason, transfer_id, created_at, submitted_at,
                              lapses_at, failed_at, refund_id, refunded_at)
SELECT md5('withdrawal ' || state)::uuid, 'withdrawal', 'u1', md5('wallet 1')::uuid, 'USD', 700, 'chain', 'T123', state,
       CASE WHEN state IN ('failed', 'refunded') THEN 'lapsed' END, CASE state WHEN 'finalized' THEN md5('paid out')::uuid END,
       now() - interval '2 days', CASE state WHEN 'initiated' THEN NULL ELSE now() - interval '1 day' END, now() + interval '1 day',
       CASE WHEN state IN ('failed', 'refunded') THEN now() - interval '1 day' END,
       CASE state WHEN 'refunded' THEN 'refund:withdrawal:1' END, CASE state WHEN 'refunded' THEN now() - interval '1 day' END
  FROM unnest(ARRAY ['initiated', 'pending', 'confirmed', 'failed', 'finalized', 'refunded']) state
UNION ALL
SELECT md5('transfer ' || n)::uuid, 'deposit', 'u' || n, md5('wallet ' || n)::uuid, 'USD', 100000000, 'chain', NULL, 'finalized', NULL,
       md5('transfer ' || n)::uuid, now() - interval '400 days', now() - interval '400 days', now() - interval '390 days', NULL, NULL, NULL
  FROM generate_series(1, 20) n;

INSERT INTO rail_event (rail, event_id, id, transaction_id, status, amount, currency, outcome, note, received_at)
SELECT 'chain', 'event ' || n, md5('event ' || n)::uuid, upper(md5('transfer ' || n)::uuid::text), 'finalized', '1000000.00', 'USD', outcome,
       CASE outcome WHEN 'unapplied' THEN 'amount-differs' END, now() - n * interval '1 hour'
  FROM (SELECT n, (ARRAY ['applied', 'ignored', 'unapplied'])[n % 3 + 1] AS outcome FROM generate_series(1, 60) n) n;

-- Of each twenty moves two are purchases, the second of which was given back.
INSERT INTO purchase (id, owner, wallet_id, asset, amount, type, service, description, state, reason, created_at, expires_at, due_at,
                      refund_id, refunded_at)
SELECT t.id, a.owner, a.id, 'USD', t.amount, 'sms', 'telegram', 'SMS', p.state,
       CASE WHEN p.state NOT IN ('open', 'completed') THEN 'purchase_failed' END, t.created_at, t.created_at + interval '20 minutes',
       CASE WHEN p.state NOT IN ('open', 'completed') THEN t.created_at END,
       CASE p.state WHEN 'refunded' THEN 'refund:purchase:' || t.id END, CASE p.state WHEN 'refunded' THEN t.created_at + interval '140 minutes' END
  FROM (SELECT n, CASE n % 20 WHEN 18 THEN 'refunded' ELSE (ARRAY ['open', 'completed', 'cancelled', 'failed', 'timed_out'])[n / 20 % 5 + 1] END AS state
          FROM generate_series(21, 4000) n WHERE n % 20 IN (17, 18)) p
  JOIN transfer t ON t.id = md5('transfer ' || p.n)::uuid JOIN account a ON a.id = t.debit;

-- What the relay still had to tell, and what nobody would hear.
INSERT INTO outbox (id, payload, created_at)
SELECT md5('story ' || n)::uuid, json_build_object('kind', 'movement', 'n', n), now() FROM generate_series(1, 50) n;
INSERT INTO outbox_parked (pos, id, payload, created_at, reason) VALUES (7, md5('parked')::uuid, '{"kind":  "odd"}', now(), '400');

-- How far the auditor had come: to the end, but for one wallet.
INSERT INTO audited (account_id, seq, balance)
SELECT id, CASE owner WHEN 'u7' THEN 1 ELSE seq END, CASE owner WHEN 'u7' THEN 100000000 ELSE posted END FROM account WHERE seq > 0;
