package dev.florin.wallet.ledger;

import dev.florin.common.money.Money;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of an account.
 *
 * @param seq its number in the account, without gaps
 * @param amount negative for a debit
 * @param balanceAfter what was posted on the account after it
 * @param reference the orderer's own name for the movement
 */
public record Entry(
        long seq,
        UUID transferId,
        String type,
        Money amount,
        Money balanceAfter,
        @Nullable String reference,
        Instant createdAt) {}
