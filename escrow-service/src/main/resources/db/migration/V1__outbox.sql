-- What this service has to tell, committed with what it tells about, until notification-service has it.
CREATE TABLE outbox (
    pos        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id         uuid NOT NULL,
    payload    json NOT NULL,
    created_at timestamptz NOT NULL
);

CREATE TABLE outbox_parked (
    pos        bigint PRIMARY KEY,
    id         uuid NOT NULL,
    payload    json NOT NULL,
    created_at timestamptz NOT NULL,
    reason     text NOT NULL,
    parked_at  timestamptz NOT NULL DEFAULT now()
);

REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO "${app_role}";
GRANT SELECT, INSERT, DELETE ON outbox, outbox_parked TO "${app_role}";
