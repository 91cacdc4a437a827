package dev.florin.common.api.refund;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something whose money is due back, in the words of its owner.
 *
 * @param kind what it is: {@code purchase, withdrawal, red_packet, escrow}; with {@code id} it names the thing
 * @param userId who gets the money
 * @param amount what is due, in major units of {@code currency}
 * @param reason {@code expired, cancelled, transaction_failed, purchase_failed, purchase_cancelled, purchase_timeout}
 *     or {@code escrow_lapsed}
 * @param dueAt since when
 * @param createdAt when the thing itself came to be
 * @param expiresAt when its time was over; absent if it had none
 * @param claimedAmount what of the total is not due back because others have it, in minor units of {@code currency}
 * @param totalAmount what was paid for it, in minor units of {@code currency}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Refundable(
        String kind,
        UUID id,
        String userId,
        BigDecimal amount,
        String currency,
        String reason,
        Instant dueAt,
        Instant createdAt,
        @Nullable Instant expiresAt,
        BigInteger claimedAmount,
        BigInteger totalAmount) {

    /** Answer of {@code GET /internal/refundables}: oldest first. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Due(List<Refundable> items) {
        /** How many one answer may hold. */
        public static final int MAX_ITEMS = 500;

        public Due {
            items = List.copyOf(items);
        }
    }
}
