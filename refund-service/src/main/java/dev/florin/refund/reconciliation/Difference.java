package dev.florin.refund.reconciliation;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * Where the books differ about one thing.
 *
 * @param packetId of the thing, whatever it is
 * @param expected what the books of refunds say
 * @param actual what the other book says
 * @param at when that happened which has no counterpart
 * @param foundAt when it was first seen
 */
public record Difference(
        Rule rule, String kind, UUID packetId, String expected, String actual, Instant at, Instant foundAt) {
    /** What does not hold, in the order in which it is looked for. */
    public enum Rule {
        /** A refund is completed, and the ledger moved nothing. */
        @JsonProperty("no_movement")
        NO_MOVEMENT,
        /** The ledger moved it more than once. */
        @JsonProperty("more_than_one_movement")
        MORE_THAN_ONE_MOVEMENT,
        /** The ledger moved another amount. */
        @JsonProperty("other_amount_moved")
        OTHER_AMOUNT_MOVED,
        /** The ledger gave it to somebody else. */
        @JsonProperty("other_user_paid")
        OTHER_USER_PAID,
        /** The ledger moved money for which there is no refund, or one that failed. */
        @JsonProperty("movement_without_refund")
        MOVEMENT_WITHOUT_REFUND,
        /** A refund is completed, and its owner knows nothing of it. */
        @JsonProperty("not_given_by_owner")
        NOT_GIVEN_BY_OWNER,
        /** Its owner gave another amount back. */
        @JsonProperty("other_amount_given")
        OTHER_AMOUNT_GIVEN,
        /** Its owner gave back what there is no refund for, or one that failed. */
        @JsonProperty("given_without_refund")
        GIVEN_WITHOUT_REFUND;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Rule ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }
}
