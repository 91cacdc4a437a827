-- The feeds of who has ever looked at figures are kept close behind their wallets. A job goes round these wallets in the order of their
-- keys, a page at a time: it reads what two primary keys find, and the write path of money pays nothing.

-- One row: the last wallet that was looked at in this round. Its lock lets replicas take turns.
CREATE TABLE feed_round (
    single        boolean PRIMARY KEY DEFAULT true CHECK (single),
    after_account uuid NOT NULL
);
INSERT INTO feed_round (after_account) VALUES ('00000000-0000-0000-0000-000000000000');

REVOKE ALL ON feed_round FROM PUBLIC;
GRANT SELECT, UPDATE (after_account) ON feed_round TO "${app_role}";
