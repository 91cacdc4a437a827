-- What does not come to its end by itself is seen by an operator: how often it was tried, what was in the way, and when that was told.

ALTER TABLE escrow ADD COLUMN told_at timestamptz;
COMMENT ON COLUMN escrow.told_at IS 'when operators were told last that its money does not move';
ALTER TABLE escrow_movement ADD COLUMN tries integer NOT NULL DEFAULT 0, ADD COLUMN problem text;
COMMENT ON COLUMN escrow_movement.tries IS 'how often the job took it, after whoever began it had not come to an end';
COMMENT ON COLUMN escrow_movement.problem IS 'why it had no end when it was tried last';
CREATE INDEX release_refused_to_the_clock ON escrow_movement (escrow_id, created_at)
    WHERE kind = 'release' AND actor = 'system' AND state = 'refused';

ALTER TABLE red_packet ADD COLUMN tries integer NOT NULL DEFAULT 0, ADD COLUMN problem text, ADD COLUMN told_at timestamptz;
ALTER TABLE red_packet_claim ADD COLUMN tries integer NOT NULL DEFAULT 0, ADD COLUMN problem text, ADD COLUMN told_at timestamptz;

GRANT UPDATE (told_at) ON escrow TO "${app_role}";
GRANT UPDATE (tries, problem) ON escrow_movement TO "${app_role}";
GRANT UPDATE (tries, problem, told_at) ON red_packet, red_packet_claim TO "${app_role}";
