package dev.florin.refund.source;

import dev.florin.common.money.Money;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the owner of a thing said when it was asked to give the money back. */
public sealed interface Answer {
    /**
     * The money is back, now or since an earlier time.
     *
     * @param description what it had been paid for, in words for the user
     * @param transactionId of the ledger's transfer; none if the money had only been held
     * @param balanceAfter of the user's wallet; none if its owner could not say
     */
    record Given(
            Money amount,
            @Nullable String description,
            @Nullable UUID transactionId,
            @Nullable Money balanceAfter) implements Answer {}

    /**
     * The owner will not.
     *
     * @param code of the problem: {@code wallet-frozen}
     * @param isFinal whether asking again is pointless: the owner does not know the thing, or does not owe for it
     */
    record Refused(String code, boolean isFinal) implements Answer {}

    /** Nobody knows whether the money is back: the owner failed, was late, or could not be understood. */
    record Unknown(String failure) implements Answer {}
}
