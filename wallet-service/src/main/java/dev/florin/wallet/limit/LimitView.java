package dev.florin.wallet.limit;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.Limits;
import dev.florin.wallet.ledger.Spending;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The limits of a wallet, in major units of {@code currency}; one that is absent does not exist. Days and months are
 * those of UTC.
 *
 * @param tier how well the owner is known (KYC)
 * @param perTransaction the most that one payment may be
 * @param spentToday what counts against {@code daily}: payments, purchases and withdrawals
 * @param spentThisMonth what counts against {@code monthly}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LimitView(
        UUID walletId,
        String currency,
        String tier,
        @Nullable BigDecimal perTransaction,
        @Nullable BigDecimal daily,
        @Nullable BigDecimal monthly,
        BigDecimal spentToday,
        BigDecimal spentThisMonth) {
    static LimitView of(Account account, Limits limits, Instant now) {
        Spending spending = account.spending().at(now);
        Asset asset = account.asset();
        return new LimitView(
                account.id(),
                asset.code(),
                account.tier(),
                major(limits.transaction(), asset),
                major(limits.daily(), asset),
                major(limits.monthly(), asset),
                Money.ofMinor(spending.today(), asset).major(),
                Money.ofMinor(spending.thisMonth(), asset).major());
    }

    private static @Nullable BigDecimal major(@Nullable BigInteger minor, Asset asset) {
        return minor == null ? null : Money.ofMinor(minor, asset).major();
    }
}
