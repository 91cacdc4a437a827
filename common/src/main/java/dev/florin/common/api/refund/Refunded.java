package dev.florin.common.api.refund;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something whose money came back, in the books of its owner: what refund-service compares its own books with.
 *
 * @param kind what it is; with {@code id} it names the thing
 * @param refundId the first under which it was asked for
 * @param userId who has the money
 * @param amount given back, in major units of {@code currency}
 * @param reason why it was due
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Refunded(
        String kind,
        UUID id,
        String refundId,
        String userId,
        BigDecimal amount,
        String currency,
        String reason,
        Instant refundedAt) {

    /**
     * Answer of {@code GET /internal/refundables/refunded}: in the order of time, oldest first.
     *
     * @param nextCursor where the next page begins; absent on the last one
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(List<Refunded> items, @Nullable String nextCursor) {
        public Page {
            items = List.copyOf(items);
        }
    }
}
