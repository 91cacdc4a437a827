-- Channels, contacts, rooms, presence and broadcasts, as of V8.

INSERT INTO revocation (user_id, issued_before, expires_at, revoked_by, reason, changed_at) VALUES ('u9', now(), now() + interval '1 day', 'root', 'stolen', now());
INSERT INTO escalation (user_id, seq, channel, due_at, done_at)
SELECT 'u' || n, 20, channel, now() - interval '13 hours', CASE channel WHEN 'push' THEN now() - interval '13 hours' END
  FROM unnest(ARRAY [6, 9]) n CROSS JOIN unnest(ARRAY ['push', 'email']) channel;
INSERT INTO inbox_state (user_id, version) SELECT 'u' || n, 40 FROM generate_series(1, 30) n;
INSERT INTO preference (user_id, settings) SELECT 'u' || n, '{"email":  "somebody@example.org"}' FROM generate_series(1, 10) n;
INSERT INTO push_subscription (id, user_id, endpoint, p256dh, auth, created_at)
SELECT md5('browser ' || n)::uuid, 'u' || n, 'https://push.example.org/' || repeat('x', 3000) || n, 'key', 'secret', now() FROM generate_series(1, 10) n;
INSERT INTO delivery (user_id, seq, channel, state, digest, escalated, due_at, created_at, finished_at, note)
SELECT 'u' || n, seq, 'email', state, false, false, now(), now(), CASE WHEN state <> 'pending' THEN now() END, CASE state WHEN 'failed' THEN 'no such mailbox' END
  FROM generate_series(4, 10) n CROSS JOIN (VALUES (90, 'pending'), (91, 'sent'), (92, 'failed')) d (seq, state);
INSERT INTO contact (user_id, contact_id, added_at) SELECT 'u' || a, 'u' || b, now() FROM generate_series(1, 10) a CROSS JOIN generate_series(1, 10) b WHERE a <> b;

-- Ten rooms of three with a hundred messages each, the older half from before yesterday; each member was told of each.
INSERT INTO chat_room (room_id, kind, title, created_at, last_seq) SELECT md5('room ' || n)::uuid, 'group', 'Room ' || n, now() - interval '3 days', 100 FROM generate_series(1, 10) n;
INSERT INTO chat_member (room_id, user_id, role, joined_at, from_seq)
SELECT md5('room ' || n)::uuid, 'c' || member, CASE member WHEN 1 THEN 'owner' ELSE 'member' END, now() - interval '3 days', 0
  FROM generate_series(1, 10) n CROSS JOIN generate_series(1, 3) member;
INSERT INTO chat_message (room_id, room_seq, message_id, sender_id, client_message_id, text, sent_at)
SELECT md5('room ' || n)::uuid, seq, md5('message ' || n || ' ' || seq)::uuid, 'c' || seq % 3 + 1, 'mine ' || seq, 'said <b>' || seq || '</b>',
       now() - CASE WHEN seq <= 50 THEN interval '2 days' ELSE interval '1 hour' END + seq * interval '1 second'
  FROM generate_series(1, 10) n CROSS JOIN generate_series(1, 100) seq;
INSERT INTO feed (user_id, last_seq, revision) SELECT 'c' || n, 1000, 1000 FROM generate_series(1, 3) n;
INSERT INTO notification (user_id, seq, event_id, type, priority, topic, data, event_time, created_at, read_at)
SELECT m.user_id, row_number() OVER (PARTITION BY m.user_id ORDER BY c.room_seq, c.room_id), c.message_id::text, 'chat_message', 'normal', 'chat:' || c.room_id,
       json_build_object('room_id', c.room_id, 'text', 'said ' || c.room_seq, 'plain', c.text), c.sent_at, c.sent_at, CASE WHEN m.user_id = c.sender_id THEN c.sent_at END
  FROM chat_message c JOIN chat_member m ON m.room_id = c.room_id;

INSERT INTO presence (user_id, status, last_seen, lost_at)
SELECT 'u' || n, (ARRAY ['online', 'away', 'offline'])[n % 3 + 1], now(), CASE n % 6 WHEN 0 THEN now() END FROM generate_series(1, 30) n;
INSERT INTO presence_away (connection_id, user_id) VALUES (md5('connection 1')::uuid, 'u2');
-- To everyone, to a role, to a topic and to some by name; those with the role have been told, but for one.
INSERT INTO broadcast (broadcast_id, admin_id, type, data, audience, users_notified, created_at)
SELECT md5('broadcast ' || n)::uuid, 'root', 'system_alert', '{"message": "soon"}', audience, 9, now() - n * interval '1 hour'
  FROM (VALUES (1, '{"role": "support"}'::jsonb), (2, '{"everyone": true}'), (3, '{"topic": "escrow:5"}'), (4, '{"users": ["u1", "u2"]}')) b (n, audience);
INSERT INTO notification (user_id, seq, event_id, type, priority, data, event_time)
SELECT DISTINCT user_id, 101, md5('broadcast 1')::uuid::text, 'system_alert', 'high', '{"message": "soon"}'::jsonb, now() FROM connection WHERE 'support' = ANY (roles) AND user_id <> 'u4';
UPDATE feed f SET last_seq = 101 FROM notification n WHERE n.user_id = f.user_id AND n.seq = 101;
