-- How far a user's clients had acknowledged, and since when: the first row that reaches a notification says when it was
-- acknowledged. At most one row per user and write of seen; goes with the notifications that it reaches.
CREATE TABLE acknowledgement (
    user_id  text        NOT NULL,
    seq      bigint      NOT NULL,
    acked_at timestamptz,
    PRIMARY KEY (user_id, seq)
);

COMMENT ON COLUMN acknowledgement.acked_at IS 'null: before times were kept';

INSERT INTO acknowledgement (user_id, seq, acked_at) SELECT user_id, acked, NULL FROM seen WHERE acked > 0;

GRANT SELECT, INSERT, DELETE ON acknowledgement TO "${app_role}";
