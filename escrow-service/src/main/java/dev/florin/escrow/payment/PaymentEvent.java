package dev.florin.escrow.payment;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stored report of the payment provider.
 *
 * @param orderId as the provider wrote it; perhaps none of ours
 * @param minorAmount as the provider wrote it, in minor units of {@code currency}
 * @param outcome one of {@link Outcome}
 * @param note why it was not applied
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PaymentEvent(
        UUID id,
        String providerEventId,
        String eventType,
        @Nullable String orderId,
        @Nullable String paymentId,
        @Nullable Long minorAmount,
        @Nullable String currency,
        @Nullable String reason,
        String outcome,
        @Nullable String note,
        Instant receivedAt) {
    PaymentReport report() {
        return new PaymentReport(eventType, orderId, paymentId, minorAmount, currency, reason);
    }

    /** What became of one. */
    enum Outcome {
        RECEIVED("received"),
        APPLIED("applied"),
        IGNORED("ignored"),
        UNAPPLIED("unapplied"),
        DISMISSED("dismissed");

        private final String wireName;

        Outcome(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }
}
