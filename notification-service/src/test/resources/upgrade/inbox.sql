-- Inboxes, and who was connected, as of V3.

INSERT INTO feed (user_id, last_seq, first_seq, revision) SELECT 'u' || n, 100, CASE n WHEN 3 THEN 41 ELSE 1 END, 120 FROM generate_series(1, 30) n;
-- Of each four: unread, read, archived without having been read, and read and archived. u3's first forty are gone.
INSERT INTO notification (user_id, seq, event_id, type, priority, topic, data, event_time, created_at, read_at, archived_at)
SELECT 'u' || n, seq, 'event ' || seq || (CASE WHEN seq % 10 = 0 THEN ' to all' ELSE ' to u' || n END), 'payment_received',
       CASE WHEN seq % 20 = 0 THEN 'critical' WHEN seq % 3 = 0 THEN 'low' ELSE 'normal' END, CASE WHEN seq % 5 = 0 THEN 'escrow:' || seq END,
       ('{"b":  "as it was written", "a": ' || seq || '}')::json, at, at,
       CASE WHEN seq % 4 IN (1, 3) THEN at + interval '1 minute' END, CASE WHEN seq % 4 >= 2 THEN at + interval '2 minutes' END
  FROM (SELECT n, seq, now() - (101 - seq) * interval '10 minutes' AS at FROM generate_series(1, 30) n CROSS JOIN generate_series(1, 100) seq) n
 WHERE n <> 3 OR seq > 40;
-- What is older than history reaches.
INSERT INTO feed (user_id, last_seq, revision) VALUES ('long ago', 2, 2);
INSERT INTO notification (user_id, seq, event_id, type, priority, data, event_time, created_at)
SELECT 'long ago', seq, 'long ago ' || seq, 'payment_received', 'normal', '{}', now(), now() - interval '40 days' FROM generate_series(1, 2) seq;
INSERT INTO latest (user_id, key, version, event_id, type, priority, data, event_time)
SELECT 'u' || n, 'balance', 7, 'balance ' || n, 'balance_update', 'normal', '{"balance":  "1.00"}', now() FROM generate_series(1, 30) n;
INSERT INTO announcement (pos, event_id, type, priority, data, event_time) SELECT n, 'announced ' || n, 'system_alert', 'critical', '{}', now() FROM generate_series(1, 5) n;
UPDATE board SET last_announcement = 5;
-- Some have acknowledged, some have not, some have only seen what was announced.
INSERT INTO seen (user_id, announced, acked) SELECT 'u' || n, n % 6, CASE WHEN n % 3 = 0 THEN 0 ELSE 50 END FROM generate_series(1, 25) n;
INSERT INTO ticket (digest, user_id, roles, token_expires_at, expires_at) VALUES ('\x01', 'u1', '{user,admin}', now() + interval '1 hour', now() + interval '1 hour');
INSERT INTO topic_grant (user_id, topic, granted_at) SELECT 'u' || n, 'escrow:' || topic, now() - topic * interval '1 day' FROM generate_series(1, 30) n CROSS JOIN generate_series(1, 20) topic;
INSERT INTO node (id, started_at, seen_at) VALUES (md5('node 1')::uuid, now(), now()), (md5('node 2')::uuid, now(), now() - interval '1 hour');
INSERT INTO connection (id, node, user_id, roles, dialect, connected_at, messages)
SELECT md5('connection ' || n)::uuid, md5('node ' || n % 2 + 1)::uuid, 'u' || n % 30 + 1, CASE WHEN n % 3 = 0 THEN '{user,support}' ELSE '{user}' END::text[], 'florin', now(), 3
  FROM generate_series(1, 60) n;
