package dev.florin.common.api.wallet;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code GET /internal/ledger/refunds}: what the ledger gave back, oldest first.
 *
 * @param completeUntil every refund before this instant is in the list, or will be on its next pages; younger ones may
 *     still be under way, and are listed later
 * @param nextCursor where the next page begins; absent on the last one
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LedgerRefunds(
        List<Item> items, Instant completeUntil, @Nullable String nextCursor) {
    /** How many one answer may hold. */
    public static final int MAX_ITEMS = 500;

    public LedgerRefunds {
        items = List.copyOf(items);
    }

    /**
     * One of them: a transfer, or the end of a hold whose money never left the wallet.
     *
     * @param key what it was for: {@code refund:<kind>:<id>}, as {@link dev.florin.common.api.refund.Refundable} has
     *     kind and id, and the same for every try
     * @param id of the transfer or the hold
     * @param movement {@code transfer} or {@code hold}
     * @param userId who has the money back
     * @param amount in major units of {@code currency}
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Item(
            String key,
            UUID id,
            String movement,
            String userId,
            BigDecimal amount,
            String currency,
            Instant createdAt) {}
}
