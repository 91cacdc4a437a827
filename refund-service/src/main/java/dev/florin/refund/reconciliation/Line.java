package dev.florin.refund.reconciliation;

import dev.florin.common.money.Money;
import java.time.Instant;
import java.util.UUID;

/**
 * One line of another's book: money that went back.
 *
 * @param id of the transfer or the hold in the ledger; in the book of an owner, of the thing
 * @param thing what it had been paid for
 */
record Line(UUID id, Thing thing, String userId, Money amount, Instant at) {
    /** What refunds are for: one each. */
    record Thing(String kind, UUID id) {}
}
