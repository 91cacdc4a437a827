package dev.florin.wallet.limit;

import dev.florin.common.problem.Required;
import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code PUT /api/wallet/limits}: everything that shall hold from now on. A limit that is left out is the one
 * of the tier again.
 *
 * @param userId whose wallets
 * @param currency of the one wallet; all wallets of the user if absent, and then only the tier can be given
 * @param tier how well the user is known (KYC), one of those that are configured if any are; absent leaves it as it is
 * @param perTransaction the most that one payment may be, in major units; 0 allows none
 * @param daily the most that may be spent on a day
 * @param monthly the most that may be spent in a month
 */
public record LimitChange(
        String userId,
        @Nullable String currency,
        @Nullable String tier,
        @Nullable BigDecimal perTransaction,
        @Nullable BigDecimal daily,
        @Nullable BigDecimal monthly) {
    private static final Pattern TIER = Pattern.compile("[a-z0-9_-]{1,40}");

    public LimitChange {
        Required.field("user_id", userId);
        if (tier != null && !TIER.matcher(tier).matches()) {
            throw Required.invalid("tier", "has 1 to 40 of the characters a-z, 0-9, _ and -");
        }
        if (currency == null) {
            if (perTransaction != null || daily != null || monthly != null) {
                throw Required.invalid("currency", "is required with an amount");
            }
            Required.field("tier", tier);
        }
    }
}
