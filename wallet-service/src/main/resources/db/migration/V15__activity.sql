-- What happened, minute by minute, so that the operators' monitor adds up an hour in sixty rows. A minute is added up when it is over and
-- settled; what is younger, or older than the first of them, is looked at in the transfers themselves.

CREATE TABLE activity (
    minute timestamptz NOT NULL,
    type   text NOT NULL,
    asset  text NOT NULL,
    count  bigint NOT NULL CHECK (count > 0),
    amount numeric NOT NULL,
    spent  numeric NOT NULL,
    PRIMARY KEY (minute, type, asset)
);

COMMENT ON COLUMN activity.spent IS 'of the amount, by users on something';

-- One row: from when until when minutes are added up. Its lock lets one replica at a time do it.
CREATE TABLE activity_span (
    single boolean PRIMARY KEY DEFAULT true CHECK (single),
    since  timestamptz NOT NULL,
    until  timestamptz NOT NULL CHECK (until >= since)
);
INSERT INTO activity_span (since, until) VALUES (date_trunc('minute', now()), date_trunc('minute', now()));

GRANT SELECT, INSERT, DELETE ON activity TO "${app_role}";
GRANT SELECT, UPDATE (since, until) ON activity_span TO "${app_role}";
