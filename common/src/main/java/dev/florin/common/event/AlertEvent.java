package dev.florin.common.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;

/** Something about a wallet that its owner, and mostly the operators too, should look at. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface AlertEvent extends FlorinEvent {
    /**
     * A payment was refused because of a limit; nothing moved.
     *
     * @param limit {@code transaction, daily} or {@code monthly}
     * @param amount that was asked for
     * @param allowed by the limit
     * @param spent of it before
     */
    record LimitExceeded(
            String walletId,
            String limit,
            BigDecimal amount,
            BigDecimal allowed,
            BigDecimal spent,
            String currency,
            String message)
            implements AlertEvent {}

    /**
     * More left the wallet at once than is usual (seed 004, 3.1).
     *
     * @param transactionId the movement that raised it
     */
    record LargeDeduction(
            String alertId,
            String userId,
            String walletId,
            String transactionId,
            BigDecimal amount,
            BigDecimal threshold,
            String currency,
            String message)
            implements AlertEvent {}

    /**
     * More movements in a short time than are usual, in all wallets of the user together (seed 004, 3.1).
     *
     * @param walletId of the movement with which they became more
     */
    record RapidTransactions(
            String alertId,
            String userId,
            String walletId,
            String transactionId,
            int count,
            long windowSeconds,
            String currency,
            String message)
            implements AlertEvent {}

    /** The wallet fell below zero, as its overdraft allows (seed 004, 3.1). */
    record NegativeBalance(
            String alertId,
            String userId,
            String walletId,
            String transactionId,
            BigDecimal balance,
            String currency,
            String message)
            implements AlertEvent {}
}
