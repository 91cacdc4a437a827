-- What a year left in the features beside the ledger, as of V10. The figures follow the feed by themselves.

SELECT close_entry_months(now() - interval '70 days');

INSERT INTO promise (id, fingerprint) SELECT md5('scheduled ' || n)::uuid, md5('promised ' || n)::uuid FROM generate_series(1, 500) n;
INSERT INTO scheduled_transfer (id, sender, recipient, debit, credit, asset, amount, message, execute_at, state, failure, trace, created_at, updated_at)
SELECT md5('scheduled ' || n)::uuid, 'u' || n % 20 + 1, 'u' || (n + 1) % 20 + 1, md5('wallet ' || n % 20 + 1)::uuid, md5('wallet ' || (n + 1) % 20 + 1)::uuid,
       'USD', n, CASE WHEN n % 2 = 0 THEN 'for later' END, now() + (100 - n) * interval '1 hour', state,
       CASE state WHEN 'failed' THEN 'insufficient-funds' END, NULL, now() - n / 2 * interval '5 hours', now()
  FROM (SELECT n, (ARRAY ['initiated', 'processing', 'completed', 'failed', 'cancelled'])[n % 5 + 1] AS state FROM generate_series(1, 500) n) n;
-- What became of those that failed is a refusal in the ledger as well.
INSERT INTO transfer (id, debit, credit, asset, amount, type, fingerprint, refused, created_at)
SELECT id, debit, credit, asset, amount, 'p2p', md5('promised ' || id)::uuid, failure, created_at FROM scheduled_transfer WHERE state = 'failed';

INSERT INTO alert (id, kind, user_id, account_id, transfer_id, asset, amount, threshold, count, created_at, acknowledged_at, acknowledged_by)
SELECT md5('alert ' || n)::uuid, kind, 'u' || n % 20 + 1, md5('wallet ' || n % 20 + 1)::uuid, md5('transfer ' || n)::uuid, 'USD',
       CASE kind WHEN 'rapid_transactions' THEN NULL ELSE 500 END, CASE kind WHEN 'large_deduction' THEN 100 END,
       CASE kind WHEN 'rapid_transactions' THEN 11 END, now() - n * interval '1 hour',
       CASE WHEN n % 4 = 0 THEN now() END, CASE WHEN n % 4 = 0 THEN 'operator' END
  FROM (SELECT n, (ARRAY ['large_deduction', 'rapid_transactions', 'negative_balance'])[n % 3 + 1] AS kind FROM generate_series(1, 300) n) n;

-- What was bought stands in the feed, also what was given back since; beside it lines of banks.
INSERT INTO feed_transaction (user_id, source, reference, merchant, merchant_key, description, amount, currency, booked_at, status, category, category_reason, categorised_by)
SELECT owner, 'wallet', id::text, 'Telegram', 'telegram', description, -amount, asset, created_at, 'booked', NULL, NULL, NULL FROM purchase
UNION ALL
SELECT 'u' || n % 20 + 1, 'bank', 'line ' || n, 'Shop ' || n % 9, 'shop ' || n % 9, 'paid', CASE WHEN n % 5 = 0 THEN n ELSE -n END, 'USD',
       now() - n * interval '3 hours', CASE WHEN n % 6 = 0 THEN 'pending' ELSE 'booked' END,
       CASE WHEN n % 2 = 0 THEN 'groceries' END, CASE WHEN n % 2 = 0 THEN 'a rule' END, CASE WHEN n % 2 = 0 THEN 'rule' END
  FROM generate_series(1, 2000) n;
INSERT INTO wallet_fed (account_id, seq) SELECT id, seq - 1 FROM account WHERE kind = 'wallet' AND asset = 'USD';
INSERT INTO category_choice (user_id, merchant_key, category, chosen_at) SELECT 'u' || n, 'shop 3', 'gifts', now() FROM generate_series(1, 20) n;

INSERT INTO admin_action (id, admin, action, account_id, amount, reason, created_at)
VALUES (md5('freeze')::uuid, 'root', 'freeze', md5('wallet 19')::uuid, NULL, 'stolen', now() - interval '9 days'),
       (md5('adjustment')::uuid, 'root', 'adjustment', md5('wallet 2')::uuid, -7, 'a mistake', now());
INSERT INTO audit_result (kind, audited_at, mismatches, named) VALUES ('recent', now(), 0, '[]'), ('full', now(), 0, '[]');
