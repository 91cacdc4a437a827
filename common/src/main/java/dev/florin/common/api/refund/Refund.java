package dev.florin.common.api.refund;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code POST /internal/refundables/{kind}/{id}/refund}: what was given back. Any number of repeats gets the
 * same, also under another {@code refund_id}.
 *
 * @param refundId the first under which it was asked for
 * @param userId who has the money
 * @param amount given back, in major units of {@code currency}
 * @param reason why it was due
 * @param description what it had been paid for, in words for the user; absent if there are none
 * @param transactionId of the ledger's transfer; absent if the money had only been held
 * @param balanceAfter of the user's wallet, in major units of {@code currency}: right after the transfer or, if the
 *     money had only been held, what there was to spend right after the hold's end; absent if that was not kept then
 * @param dueAt since when it was due
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Refund(
        String kind,
        UUID id,
        String refundId,
        String userId,
        BigDecimal amount,
        String currency,
        String reason,
        @Nullable String description,
        @Nullable UUID transactionId,
        @Nullable BigDecimal balanceAfter,
        Instant dueAt,
        Instant refundedAt) {

    /**
     * Body of the request.
     *
     * @param refundId the caller's own name for it, up to {@value #MAX_ID_LENGTH} characters
     */
    public record Order(String refundId) {
        public static final int MAX_ID_LENGTH = 128;
    }
}
