package dev.florin.wallet.external;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A deposit as its owner sees it.
 *
 * @param amount in major units of {@code currency}
 * @param status {@code initiated, pending, confirmed, failed}, or {@code finalized}: the money is there for good
 * @param reason why it has failed, in the rail's words, or {@code lapsed}
 * @param transactionHash the rail's own name for it
 * @param balanceAfter of the wallet, right after the deposit; absent until it is final
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DepositView(
        UUID depositId,
        UUID walletId,
        BigDecimal amount,
        String currency,
        String rail,
        String status,
        @Nullable String reason,
        @Nullable String transactionHash,
        @Nullable BigDecimal balanceAfter,
        Instant createdAt) {}
