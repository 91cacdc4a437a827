-- An acknowledgement covers what its connection was sent, which may begin anywhere and have holes: everything after
-- from_seq, up to and including seq. Nodes of before know of no beginning; what they write covers everything, as it did.
SET LOCAL lock_timeout = '2s';

ALTER TABLE acknowledgement
    ADD COLUMN from_seq bigint NOT NULL DEFAULT 0,
    ADD CONSTRAINT covers_something CHECK (from_seq >= 0 AND from_seq < seq),
    DROP CONSTRAINT acknowledgement_pkey,
    -- Two clients that began at different places may acknowledge the same one.
    ADD PRIMARY KEY (user_id, seq, from_seq);

COMMENT ON COLUMN seen.acked IS 'read and written only by nodes that know nothing of acknowledgement.from_seq';
