package dev.florin.wallet.alert;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When a movement is worth an alert. */
@ConfigMapping(prefix = "florin.alert")
public interface AlertConfig {
    /**
     * By asset, in major units: {@code florin.alert.large-deduction.usd=50}. More than this leaving a wallet at once
     * raises {@code large_deduction}; 0 switches it off. Every asset that is not named has a default: what 50 dollars
     * were worth in 2025, as the nearest 1, 2 or 5 with zeros (50 USD, EUR or GBP, 200 RON, 5000 INR, 10000 JPY, 0.02
     * ETH, 0.0005 BTC; all of them stand in {@code LargeDeductions}).
     */
    Map<String, BigDecimal> largeDeduction();

    /**
     * More movements of a user, in all wallets together, than this within {@link #rapidWindow()} raise
     * {@code rapid_transactions}. 0 switches it off.
     */
    @WithDefault("10")
    int rapidCount();

    /** The time in which {@link #rapidCount()} movements are usual. */
    @WithDefault("PT5M")
    Duration rapidWindow();

    /** Users whose last movements are remembered, so that counting them takes no query. */
    @WithDefault("50000")
    int rememberedUsers();

    /** How often the minutes that are over are added up for the monitor. */
    @WithDefault("PT1M")
    Duration activityInterval();

    /** How long after its end a minute is added up: longer than any commit under way, and any clock is wrong. */
    @WithDefault("PT2M")
    Duration activitySettles();

    /** How long minutes are kept: a week can be asked for. */
    @WithDefault("P8D")
    Duration activityKept();

    /** The user ids of the operators who are told beside the owner. */
    Optional<List<String>> operators();
}
