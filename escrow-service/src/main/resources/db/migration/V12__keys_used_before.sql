-- In a transaction of its own: the triggers are there already, and this may take long without locking anybody out.
INSERT INTO used_key (id)
SELECT id FROM escrow
UNION ALL SELECT id FROM escrow_movement
UNION ALL SELECT id FROM red_packet
UNION ALL SELECT id FROM red_packet_claim
    ON CONFLICT DO NOTHING;
