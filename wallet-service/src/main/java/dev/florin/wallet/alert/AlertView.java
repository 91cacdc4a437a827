package dev.florin.wallet.alert;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An alert as operators see it.
 *
 * @param kind {@code large_deduction, rapid_transactions} or {@code negative_balance}
 * @param transactionId the movement that raised it
 * @param amount what left the wallet, in major units of {@code currency}; for {@code negative_balance} what is in it
 * @param threshold that {@code amount} passed
 * @param count of movements within the window, in all wallets of the user
 * @param acknowledgedBy the operator who ticked it off
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AlertView(
        UUID alertId,
        String kind,
        String userId,
        UUID walletId,
        UUID transactionId,
        String currency,
        BigDecimal amount,
        @Nullable BigDecimal threshold,
        @Nullable Integer count,
        Instant createdAt,
        @Nullable Instant acknowledgedAt,
        @Nullable String acknowledgedBy) {}
