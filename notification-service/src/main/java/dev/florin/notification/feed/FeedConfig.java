package dev.florin.notification.feed;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How nodes keep each other informed. */
@ConfigMapping(prefix = "florin.feed")
public interface FeedConfig {
    /** How often a node looks whether it was not told of something; the longest delay that a lost hint costs. */
    @WithDefault("PT1S")
    Duration poll();

    /** Messages that may wait to be sent to the other nodes; what comes beyond them is lost to those. */
    @WithDefault("10000")
    int mailbox();

    /** The first wait after the connection for hints broke; doubled up to {@link #maxBackOff()}. */
    @WithDefault("PT0.1S")
    Duration backOff();

    /** The longest wait before the connection for hints is tried again. */
    @WithDefault("PT5S")
    Duration maxBackOff();
}
