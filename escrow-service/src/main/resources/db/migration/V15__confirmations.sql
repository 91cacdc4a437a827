-- A confirmation can pay the seller: its key is kept with what it was answered. It is stored with what it confirms, and answered once
-- what follows from that is done; so one that is not answered yet is gone on with by whoever repeats it.
-- Escrows go on meanwhile: this waits for nobody for long, and whoever starts tries again.
SET LOCAL lock_timeout = '2s';
CREATE TABLE escrow_confirmation (
    id          uuid PRIMARY KEY,
    escrow_id   uuid NOT NULL REFERENCES escrow,
    user_id     text NOT NULL CHECK (user_id <> ''),
    fingerprint uuid NOT NULL,
    answer      text CHECK (answer <> ''),
    created_at  timestamptz NOT NULL
);
COMMENT ON TABLE escrow_confirmation IS 'one for each key, also where the party had confirmed already';

CREATE TRIGGER a_key_once BEFORE INSERT ON escrow_confirmation FOR EACH ROW EXECUTE FUNCTION take_key();
CREATE TRIGGER never_deleted BEFORE DELETE OR TRUNCATE ON escrow_confirmation FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER answered_once BEFORE UPDATE ON escrow_confirmation FOR EACH ROW
    WHEN (OLD.answer IS NOT NULL) EXECUTE FUNCTION refuse_change();

REVOKE ALL ON escrow_confirmation FROM PUBLIC;
GRANT SELECT, INSERT, UPDATE (answer) ON escrow_confirmation TO "${app_role}";
