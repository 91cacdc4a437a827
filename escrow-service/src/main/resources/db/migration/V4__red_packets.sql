-- Money for whoever is first. All amounts are whole minor units of the asset.

CREATE TABLE red_packet (
    id            uuid PRIMARY KEY,
    sender        text NOT NULL CHECK (sender <> ''),
    asset         text NOT NULL,
    total         numeric(38, 0) NOT NULL CHECK (total > 0 AND total <> 'NaN'),
    packet_count  integer NOT NULL CHECK (packet_count > 0),
    mode          text NOT NULL CHECK (mode IN ('equal', 'random')),
    message       text,
    recipients    text[] NOT NULL,
    fingerprint   uuid NOT NULL,
    trace         text,
    state         text NOT NULL DEFAULT 'funding' CHECK (state IN
        ('funding', 'active', 'completed', 'expired', 'cancelled', 'refused')),
    refusal       text,
    claimed       numeric(38, 0) NOT NULL DEFAULT 0,
    claimed_count integer NOT NULL DEFAULT 0,
    created_at    timestamptz NOT NULL,
    expires_at    timestamptz NOT NULL,
    next_at       timestamptz NOT NULL,
    closed_at     timestamptz,
    refund_id     text,
    refunded_at   timestamptz,
    CONSTRAINT a_unit_for_everybody CHECK (total >= packet_count),
    CONSTRAINT no_more_than_is_there CHECK (claimed BETWEEN 0 AND total AND claimed_count BETWEEN 0 AND packet_count),
    CONSTRAINT nothing_is_lost CHECK ((claimed_count = packet_count) = (claimed = total)),
    CONSTRAINT completed_by_the_last_share CHECK ((state = 'completed') = (claimed_count = packet_count)),
    CONSTRAINT refused_for_a_reason CHECK ((state = 'refused') = (refusal IS NOT NULL)),
    CONSTRAINT closed_when_over CHECK ((closed_at IS NOT NULL) = (state IN ('completed', 'expired', 'cancelled'))),
    CONSTRAINT refunded_in_full CHECK (num_nonnulls(refund_id, refunded_at) IN (0, 2)),
    CONSTRAINT refunded_when_over CHECK (refunded_at IS NULL OR state IN ('expired', 'cancelled'))
);
COMMENT ON COLUMN red_packet.recipients IS 'who may claim; empty means everybody';
COMMENT ON COLUMN red_packet.claimed IS 'what claimers have; a claim under way does not count yet';
COMMENT ON COLUMN red_packet.next_at IS 'when somebody else has it funded, if whoever began has not come to an end';
COMMENT ON COLUMN red_packet.closed_at IS 'since when what is left is due back';

CREATE INDEX red_packet_sender ON red_packet (sender, created_at DESC, id DESC);
CREATE INDEX red_packet_left_behind ON red_packet (next_at) WHERE state = 'funding';
CREATE INDEX red_packet_late ON red_packet (expires_at) WHERE state = 'active';
CREATE INDEX red_packet_due ON red_packet (closed_at, id) WHERE state IN ('expired', 'cancelled') AND refunded_at IS NULL;

CREATE TABLE red_packet_share (
    packet_id uuid NOT NULL REFERENCES red_packet,
    number    integer NOT NULL CHECK (number > 0),
    amount    numeric(38, 0) NOT NULL CHECK (amount > 0 AND amount <> 'NaN'),
    claim_id  uuid UNIQUE,
    PRIMARY KEY (packet_id, number)
);
CREATE INDEX red_packet_share_free ON red_packet_share (packet_id, number) WHERE claim_id IS NULL;

-- The intent comes first: a share is taken with this row, and whoever finds it open asks the ledger the same.
CREATE TABLE red_packet_claim (
    id           uuid PRIMARY KEY,
    packet_id    uuid NOT NULL,
    share_number integer NOT NULL,
    user_id      text NOT NULL CHECK (user_id <> ''),
    amount       numeric(38, 0) NOT NULL CHECK (amount > 0),
    trace        text,
    state        text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'done', 'refused')),
    refusal      text,
    remaining    integer,
    created_at   timestamptz NOT NULL,
    next_at      timestamptz NOT NULL,
    closed_at    timestamptz,
    FOREIGN KEY (packet_id, share_number) REFERENCES red_packet_share,
    CONSTRAINT refused_for_a_reason CHECK ((state = 'refused') = (refusal IS NOT NULL)),
    CONSTRAINT done_with_an_answer CHECK ((state = 'done') = (remaining IS NOT NULL)),
    CONSTRAINT closed_when_decided CHECK ((state = 'pending') = (closed_at IS NULL))
);
COMMENT ON COLUMN red_packet_claim.next_at IS 'when somebody else takes it, if whoever began it has not come to an end';
COMMENT ON COLUMN red_packet_claim.remaining IS 'shares that were left right after it';
CREATE UNIQUE INDEX one_claim_a_person ON red_packet_claim (packet_id, user_id) WHERE state <> 'refused';
CREATE UNIQUE INDEX one_claim_a_share ON red_packet_claim (packet_id, share_number) WHERE state <> 'refused';
CREATE INDEX claim_left_behind ON red_packet_claim (next_at) WHERE state = 'pending';
CREATE INDEX claim_under_way ON red_packet_claim (packet_id) WHERE state = 'pending';
CREATE INDEX claim_received ON red_packet_claim (user_id, created_at DESC, id DESC) WHERE state = 'done';

-- Shares are cut once, before a packet opens, and are all of it.
CREATE FUNCTION refuse_late_shares() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM red_packet p WHERE p.state <> 'funding' AND p.id IN (SELECT packet_id FROM added)) THEN
        RAISE EXCEPTION 'the shares of an open red packet are cut already' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER cut_before_it_opens AFTER INSERT ON red_packet_share REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_late_shares();

CREATE FUNCTION require_all_shares() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT (count(*), sum(amount)) FROM red_packet_share WHERE packet_id = NEW.id)
            IS DISTINCT FROM (NEW.packet_count::bigint, NEW.total) THEN
        RAISE EXCEPTION 'the shares are not the red packet' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER shares_are_all_of_it BEFORE UPDATE ON red_packet FOR EACH ROW
    WHEN (OLD.state = 'funding' AND NEW.state = 'active') EXECUTE FUNCTION require_all_shares();

CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON red_packet FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON red_packet_share FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON red_packet_claim FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER closed_once BEFORE UPDATE ON red_packet_claim FOR EACH ROW
    WHEN (OLD.state <> 'pending') EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ended_is_ended BEFORE UPDATE ON red_packet FOR EACH ROW
    WHEN (OLD.state IN ('completed', 'refused') OR OLD.refunded_at IS NOT NULL) EXECUTE FUNCTION refuse_change();

REVOKE ALL ON red_packet, red_packet_share, red_packet_claim FROM PUBLIC;
REVOKE ALL ON FUNCTION refuse_late_shares(), require_all_shares() FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (state, refusal, claimed, claimed_count, next_at, closed_at, refund_id, refunded_at)
    ON red_packet TO "${app_role}";
GRANT SELECT, INSERT, UPDATE (claim_id) ON red_packet_share TO "${app_role}";
GRANT SELECT, INSERT, UPDATE (state, refusal, remaining, next_at, closed_at) ON red_packet_claim TO "${app_role}";
