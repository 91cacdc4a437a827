package dev.florin.wallet.history;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A movement on one wallet, as its owner sees it (seed 004, 2.1, and what came after).
 *
 * @param id of the transfer
 * @param amount in major units of {@code currency}; below zero for what was paid
 * @param type {@code p2p}, {@code deposit}, {@code sms_purchase} …
 * @param description what it was for, or the message that came with it
 * @param service for which it was paid
 * @param status {@code completed}: what did not happen has no place here
 * @param balanceAfter of the wallet, right after it, in major units
 * @param direction {@code credit} or {@code debit}
 * @param counterparty the user on the other side; null if that is nobody
 * @param reference the orderer's own name for it
 * @param message from the one who paid
 */
public record TransactionView(
        UUID id,
        BigDecimal amount,
        String type,
        @Nullable String description,
        @Nullable String service,
        String status,
        Instant createdAt,
        BigDecimal balanceAfter,
        String currency,
        UUID walletId,
        String direction,
        @Nullable String counterparty,
        @Nullable String reference,
        @Nullable String message) {}
