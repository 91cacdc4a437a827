package dev.florin.wallet.admin;

import dev.florin.wallet.ledger.Account;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * A wallet as administrators see it.
 *
 * @param availableBalance what can be spent, in major units of {@code currency}
 * @param pendingBalance what is set aside by holds
 * @param status {@code active} or {@code frozen}
 * @param tier how well the owner is known (KYC)
 */
public record AdminWallet(
        UUID walletId,
        String userId,
        String currency,
        BigDecimal availableBalance,
        BigDecimal pendingBalance,
        String status,
        String tier,
        Instant updatedAt) {
    static AdminWallet of(Account account) {
        return new AdminWallet(
                account.id(),
                account.owner(),
                account.asset().code(),
                account.available().major(),
                account.pending().major(),
                account.frozen() ? "frozen" : "active",
                account.tier(),
                account.updatedAt());
    }
}
