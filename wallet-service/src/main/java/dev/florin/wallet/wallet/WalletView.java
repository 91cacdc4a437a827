package dev.florin.wallet.wallet;

import dev.florin.wallet.ledger.Account;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * A wallet as its owner sees it.
 *
 * @param availableBalance what can be spent, in major units of {@code currency}
 * @param pendingBalance what is set aside by holds
 * @param status {@code active} or {@code frozen}
 */
public record WalletView(
        UUID walletId,
        String currency,
        BigDecimal availableBalance,
        BigDecimal pendingBalance,
        String status,
        Instant updatedAt) {
    static WalletView of(Account account) {
        return new WalletView(
                account.id(),
                account.asset().code(),
                account.available().major(),
                account.pending().major(),
                account.frozen() ? "frozen" : "active",
                account.updatedAt());
    }
}
