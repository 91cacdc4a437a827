package dev.florin.wallet.external;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * A deposit as its owner sees it.
 *
 * @param amount in major units of {@code currency}
 * @param status {@code finalized}: the money is there for good
 * @param balanceAfter of the wallet, right after the deposit
 */
public record DepositView(
        UUID depositId,
        UUID walletId,
        BigDecimal amount,
        String currency,
        String rail,
        String status,
        BigDecimal balanceAfter,
        Instant createdAt) {}
