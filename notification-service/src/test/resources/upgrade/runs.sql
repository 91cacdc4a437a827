-- What nodes of V12 and V13 wrote.
INSERT INTO circular (event_id, type, priority, data, event_time, created_at, stage, reached)
SELECT 'circular ' || stage, 'system_alert', 'critical', '{"message":  "soon"}', now(), now(), stage, CASE stage WHEN 'known' THEN 'u2' ELSE '' END
  FROM unnest(ARRAY ['connected', 'known', 'done']) stage;
INSERT INTO passage (user_id, from_seq, since, to_seq) SELECT 'u' || n, from_seq, now() - interval '1 hour', from_seq + 30 FROM generate_series(1, 20) n CROSS JOIN generate_series(0, 60, 30) from_seq;
UPDATE node SET connections = 30;
