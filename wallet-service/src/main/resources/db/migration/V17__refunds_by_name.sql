-- Money that went back can be found by the name of what it was given back for, also where it never left the wallet: refund-service
-- compares its books with these.
ALTER TABLE hold
    ADD COLUMN released_for text,
    ADD CONSTRAINT released_for_something CHECK (released_for IS NULL OR state IN ('voided', 'expired'));
COMMENT ON COLUMN hold.released_for IS 'what it was let go for, in the words of who ordered it: refund:<kind>:<id>';

CREATE INDEX hold_refund ON hold (updated_at, id) WHERE released_for IS NOT NULL;
CREATE INDEX transfer_refund ON transfer (created_at, id) WHERE type = 'refund' AND refused IS NULL;

-- What was given back before it had a name. History is not changed by this: what is added was said elsewhere.
ALTER TABLE hold DISABLE TRIGGER release;
UPDATE hold h SET released_for = 'refund:withdrawal:' || h.id FROM rail_transaction r
 WHERE r.id = h.id AND r.state = 'refunded' AND h.state = 'voided';
UPDATE hold SET released_for = 'refund:' || purpose WHERE state = 'voided' AND purpose LIKE 'red\_packet:%';
ALTER TABLE hold ENABLE TRIGGER release;

GRANT UPDATE (released_for) ON hold TO "${app_role}";
