-- Who may follow a topic: whoever was told of something under it, and whom the thing's owner named.
CREATE TABLE topic_grant (
    user_id    text        NOT NULL,
    topic      text        NOT NULL,
    -- Renewed by what is told later, at most once a day; a grant that nothing renews goes with the history.
    granted_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, topic)
);
CREATE INDEX topic_grant_age ON topic_grant (granted_at);

GRANT SELECT, INSERT, DELETE ON topic_grant TO "${app_role}";
GRANT UPDATE (granted_at) ON topic_grant TO "${app_role}";
