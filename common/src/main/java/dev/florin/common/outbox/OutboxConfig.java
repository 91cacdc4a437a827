package dev.florin.common.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How events are handed on. */
@ConfigMapping(prefix = "florin.outbox")
public interface OutboxConfig {
    /** Rows read at once. */
    @WithDefault("200")
    int rows();

    /** Events in one request; notification-service takes 500 at most. */
    @WithDefault("500")
    int events();

    /** How long the relay sleeps when nobody wakes it: covers rows that another replica committed. */
    @WithDefault("PT0.25S")
    Duration poll();

    /** The first wait after a failure; doubled up to {@link #maxBackOff()}, with jitter. */
    @WithDefault("PT0.1S")
    Duration backOff();

    /** The longest wait after failures. */
    @WithDefault("PT5S")
    Duration maxBackOff();

    /** When a request to notification-service is given up and tried again. */
    @WithDefault("PT10S")
    Duration timeout();
}
