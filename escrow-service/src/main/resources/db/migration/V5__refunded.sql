-- What was given back is listed in the order of time, for those who compare their books with it; under the name by which it was asked for.

ALTER TABLE escrow_movement ADD COLUMN refund_id text CHECK (refund_id <> ''),
    ADD CONSTRAINT only_refunds_are_asked_for_by_name CHECK (refund_id IS NULL OR kind = 'give_back');
COMMENT ON COLUMN escrow_movement.refund_id IS 'the first under which it was asked for; absent on those that are older than this column';
CREATE INDEX escrow_given_back ON escrow_movement (closed_at, escrow_id) WHERE kind = 'give_back' AND state = 'done';
CREATE INDEX red_packet_refunded ON red_packet (refunded_at, id) WHERE refunded_at IS NOT NULL;
