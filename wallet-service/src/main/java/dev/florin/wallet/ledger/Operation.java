package dev.florin.wallet.ledger;

import dev.florin.common.problem.Required;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One thing that the ledger can be asked to do. */
public sealed interface Operation {
    /**
     * Money from one account to another.
     *
     * @param message from the payer to the receiver, told along with it
     * @param about what else its owners are told about it
     */
    record Post(Transfer.Order order, @Nullable String message, Movement.@Nullable About about) implements Operation {
        public Post(Transfer.Order order, @Nullable String message) {
            this(order, message, null);
        }

        public Post(Transfer.Order order) {
            this(order, null, null);
        }
    }

    /**
     * Sets money aside.
     *
     * @param replaces the hold that ends in the same command, of which this is the rest: it was spent when that one was
     */
    record Reserve(Hold.Order order, @Nullable UUID replaces) implements Operation {
        public Reserve(Hold.Order order) {
            this(order, null);
        }
    }

    /**
     * Pays out a part of a hold; {@code order.debit()} has to be the hold's account.
     *
     * @param about what else its owners are told about it
     */
    record Capture(UUID hold, Transfer.Order order, Movement.@Nullable About about) implements Operation {
        public Capture(UUID hold, Transfer.Order order) {
            this(hold, order, null);
        }
    }

    /**
     * Closes a hold and gives back what is left of it.
     *
     * @param account the hold's account
     * @param releasedFor what for, in the words of who orders it; may be absent
     */
    record Release(
            UUID hold,
            UUID account,
            Reason reason,
            @Nullable String releasedFor) implements Operation {
        public Release(UUID hold, UUID account, Reason reason) {
            this(hold, account, reason, null);
        }

        public Release {
            Required.storable(releasedFor);
        }

        /** How the hold ends. */
        Hold.State state() {
            return switch (reason) {
                case VOIDED -> Hold.State.VOIDED;
                case EXPIRED -> Hold.State.EXPIRED;
            };
        }
    }

    /** Why a hold ends. */
    enum Reason {
        VOIDED,
        EXPIRED
    }
}
