-- Withdrawals are handed to their rail's gateway in tries: one at a time, whichever replica makes it, and each further one later. A try that
-- nobody said the end of may have been taken: then the withdrawal has to lapse later, and a refusal no longer means that nothing was done.
ALTER TABLE rail_transaction
    ADD COLUMN handovers integer NOT NULL DEFAULT 0,
    ADD COLUMN next_handover_at timestamptz,
    ADD COLUMN maybe_taken boolean NOT NULL DEFAULT false;

COMMENT ON COLUMN rail_transaction.handovers IS 'tries to hand it over';
COMMENT ON COLUMN rail_transaction.next_handover_at IS 'before then nobody else tries; null before the first try';
COMMENT ON COLUMN rail_transaction.maybe_taken IS 'whether a try is under way, or ended without an answer';
COMMENT ON COLUMN rail_transaction.submitted_at IS 'when the rail had taken it';

GRANT UPDATE (handovers, next_handover_at, maybe_taken, lapses_at) ON rail_transaction TO "${app_role}";
