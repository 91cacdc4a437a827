package dev.florin.wallet.purchase;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long purchases may stay open. */
@ConfigMapping(prefix = "florin.purchase")
public interface PurchaseConfig {
    /** How long what was paid for may take, where the purchase does not say. */
    @WithDefault("PT20M")
    Duration timeout();

    /** The longest that a purchase may ask for. */
    @WithDefault("P7D")
    Duration maxTimeout();

    /** How often purchases are timed out. */
    @WithDefault("PT1S")
    Duration interval();

    /** Purchases that are timed out in one commit. */
    @WithDefault("100")
    int batch();
}
