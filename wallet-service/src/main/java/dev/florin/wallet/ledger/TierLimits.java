package dev.florin.wallet.ledger;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The limits that apply to an account: its own, and where it has none, those of its tier. */
final class TierLimits {
    /** Every wallet begins in it. */
    private static final String FIRST = "basic";

    private final Map<Tier, Limits> byTier = new HashMap<>();
    private final SortedSet<String> names;

    private record Tier(String name, String asset) {}

    /** @throws dev.florin.common.problem.FlorinException if an amount does not fit its currency */
    TierLimits(LimitConfig config) {
        this.names = new TreeSet<>(config.tiers().keySet());
        if (!names.isEmpty()) {
            names.add(FIRST);
        }
        config.tiers()
                .forEach((name, currencies) -> currencies.forEach((code, amounts) -> {
                    Asset asset = Asset.of(code.toUpperCase(Locale.ROOT));
                    Limits limits = new Limits(
                            minor(amounts.transaction(), asset),
                            minor(amounts.daily(), asset),
                            minor(amounts.monthly(), asset));
                    byTier.put(new Tier(name, asset.code()), limits);
                }));
    }

    Limits of(Account account) {
        Limits usual = byTier.get(new Tier(account.tier(), account.asset().code()));
        return usual == null ? account.limits() : account.limits().orElse(usual);
    }

    /** The names of all tiers, where any is configured; nothing if a tier may have any name. */
    SortedSet<String> names() {
        return Collections.unmodifiableSortedSet(names);
    }

    private static @Nullable BigInteger minor(Optional<BigDecimal> major, Asset asset) {
        return major.map(amount -> Money.of(amount, asset).minor()).orElse(null);
    }
}
