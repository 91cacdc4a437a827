package dev.florin.wallet.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that an administrator did to a wallet; never changed or deleted.
 *
 * @param action {@code freeze, unfreeze} or {@code adjustment}
 * @param amount in major units of {@code currency}, negative if it was taken; only of an adjustment
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdminAction(
        UUID actionId,
        String admin,
        String action,
        UUID walletId,
        String currency,
        @Nullable BigDecimal amount,
        String reason,
        Instant createdAt) {}
