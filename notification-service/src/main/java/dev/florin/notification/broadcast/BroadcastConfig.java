package dev.florin.notification.broadcast;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How those who come later are told what was said to their role. */
@ConfigMapping(prefix = "florin.broadcast")
public interface BroadcastConfig {
    /** How often it is looked who has come. */
    @WithDefault("PT1S")
    Duration latecomersEvery();

    /** Users who are told in one transaction, about: their feeds are locked meanwhile. */
    @WithDefault("500")
    int latecomersBatch();

    /**
     * For so long after something was said to a role it is looked whether somebody came while it was said. Longer than
     * it takes to say it, by as much as clocks may differ.
     */
    @WithDefault("PT1M")
    Duration crossing();
}
