package dev.florin.wallet.ledger;

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

    /** Sets money aside. */
    record Reserve(Hold.Order order) implements Operation {}

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
     */
    record Release(UUID hold, UUID account, Reason reason) implements Operation {}

    /** Why a hold ends. */
    enum Reason {
        VOIDED,
        EXPIRED
    }
}
