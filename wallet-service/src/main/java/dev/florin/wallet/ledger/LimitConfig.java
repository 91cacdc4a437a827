package dev.florin.wallet.ledger;

import io.smallrye.config.ConfigMapping;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * How much may be spent from a wallet, by how well its owner is known. Every wallet begins in tier {@code basic}; what
 * is not named has no limit. Once any tier is named here, users are put into those and {@code basic} only, for a
 * misspelt one would lift all limits; one that shall have none is named by an empty one:
 * {@code florin.limit.tiers.gold.usd.daily=}.
 */
@ConfigMapping(prefix = "florin.limit")
public interface LimitConfig {
    /** Limits by KYC tier and currency: {@code florin.limit.tiers.basic.usd.daily=1000}. By default there are none. */
    Map<String, Map<String, Amounts>> tiers();

    /** In major units of the currency. */
    interface Amounts {
        /** The most that one payment may be. */
        Optional<BigDecimal> transaction();

        /** The most that may be spent from midnight to midnight, UTC. */
        Optional<BigDecimal> daily();

        /** The most that may be spent in a month, UTC. */
        Optional<BigDecimal> monthly();
    }
}
