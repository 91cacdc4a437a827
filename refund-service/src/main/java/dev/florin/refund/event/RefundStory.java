package dev.florin.refund.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.event.RefundEvent;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table {@code refund} in the moment when it was completed or failed, as the database wrote it into the
 * outbox. Amounts are in minor units.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record RefundStory(
        UUID id,
        String kind,
        UUID sourceId,
        String userId,
        String asset,
        BigInteger amount,
        String reason,
        String state,
        int attempts,
        @Nullable String failure,
        @Nullable BigInteger given,
        @Nullable String description,
        @Nullable BigInteger balanceAfter,
        @Nullable Instant completedAt,
        @Nullable String trace) {
    private static final String TITLE = "Instant Refund Processed";
    private static final String LINK = "/wallet";
    private static final String ICON = "money_back";

    /** @throws IllegalArgumentException if the row tells nothing */
    FlorinEvent event() {
        return switch (state) {
            case "completed" -> completed();
            case "failed" -> failed();
            default -> throw new IllegalArgumentException("nothing is told of a refund that is " + state);
        };
    }

    boolean isCompleted() {
        return state.equals("completed");
    }

    private FlorinEvent completed() {
        if (given == null) {
            throw new IllegalArgumentException("a refund without money");
        }
        Money back = money(given);
        Money balance = balanceAfter == null ? null : money(balanceAfter);
        return new RefundEvent.InstantRefund(
                id.toString(),
                TITLE,
                message(back, balance),
                LINK,
                ICON,
                back.major(),
                asset,
                reason,
                kind,
                sourceId.toString(),
                balance == null ? null : balance.major());
    }

    private String message(Money back, @Nullable Money balance) {
        String what = description == null ? "your " + kind.replace('_', ' ') : description;
        String told = back + " refunded for " + what + " (" + reason + ").";
        return balance == null ? told : told + " New balance: " + balance + ".";
    }

    private FlorinEvent failed() {
        return new RefundEvent.RefundFailed(
                id.toString(),
                userId,
                money(amount).major(),
                asset,
                reason,
                kind,
                sourceId.toString(),
                attempts,
                failure == null ? "unknown" : failure);
    }

    private Money money(BigInteger minor) {
        return Money.ofMinor(minor, Asset.of(asset));
    }
}
