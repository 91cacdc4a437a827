-- What an operator decided, as of V12.
UPDATE rail_event SET outcome = 'dismissed' WHERE event_id = 'event 5';
INSERT INTO rail_event_decision (id, event, admin, decision, reason, decided_at)
VALUES (md5('decision')::uuid, md5('event 5')::uuid, 'root', 'dismiss', 'settled by hand', now());
