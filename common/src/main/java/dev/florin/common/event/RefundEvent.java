package dev.florin.common.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** What became of money that was due back. {@code kind} and {@code sourceId} name the thing that it was paid for. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface RefundEvent extends FlorinEvent {
    /**
     * Money is back (seed 004, 1.2).
     *
     * @param reason why it was due: {@code purchase_timeout, expired} …
     * @param balanceAfter of the wallet, as the owner of the thing said; absent if it could not
     */
    record InstantRefund(
            String refundId,
            String title,
            String message,
            String link,
            String icon,
            BigDecimal amount,
            String currency,
            String reason,
            String kind,
            String sourceId,
            @Nullable BigDecimal balanceAfter)
            implements RefundEvent {}

    /**
     * Money could not be given back after many tries: an operator has to look.
     *
     * @param failure what the owner of the thing answered last
     */
    record RefundFailed(
            String refundId,
            String userId,
            BigDecimal amount,
            String currency,
            String reason,
            String kind,
            String sourceId,
            int attempts,
            String failure)
            implements RefundEvent {}
}
