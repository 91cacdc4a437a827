package dev.florin.wallet.ledger;

import io.smallrye.config.ConfigMapping;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/** How much may be spent from a wallet, by how well its owner is known. */
@ConfigMapping(prefix = "florin.limit")
public interface LimitConfig {
    /**
     * Limits by KYC tier and currency: {@code florin.limit.tiers.basic.usd.daily=1000}. Every wallet begins in tier
     * {@code basic}. What is not named has no limit, which is the default for everything.
     */
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
