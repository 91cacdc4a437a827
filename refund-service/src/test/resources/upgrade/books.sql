-- The books of others, as of V3.
INSERT INTO book (name, complete_until) VALUES ('ledger', now() - interval '1 minute'), ('owner:wallet', now() - interval '1 minute');
INSERT INTO book_line (book, kind, id, source_id, user_id, asset, amount, at)
SELECT 'ledger', kind, md5('movement of ' || id)::uuid, source_id, user_id, asset, given, completed_at FROM refund WHERE state = 'completed'
UNION ALL SELECT 'owner:' || source, kind, source_id, source_id, user_id, asset, given, completed_at FROM refund WHERE state = 'completed' AND source = 'wallet';
INSERT INTO difference (kind, source_id, rule, expected, actual, at, found_at, checked_at)
VALUES ('purchase', md5('thing 1')::uuid, 'the ledger knows it', 'a movement', 'none', now(), now(), now());
UPDATE reconciliation SET taken_until = now() + interval '1 minute', reconciled_at = now(), whole_at = now();
INSERT INTO sweep_under_way (id, started_at, alive_until) VALUES (md5('under way')::uuid, now(), now() + interval '30 seconds');
