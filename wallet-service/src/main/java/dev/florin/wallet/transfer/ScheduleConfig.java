package dev.florin.wallet.transfer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Payments that are to happen later. */
@ConfigMapping(prefix = "florin.schedule")
public interface ScheduleConfig {
    /** How often it is asked what is due: a payment is at most this late. */
    @WithDefault("PT1S")
    Duration interval();

    /** Payments that are taken at once. */
    @WithDefault("200")
    int batch();

    /** How far ahead a payment can be ordered. */
    @WithDefault("P366D")
    Duration maxAhead();

    /** When a payment that was taken and not closed is taken again; longer than a commit can take. */
    @WithDefault("PT30S")
    Duration retryAfter();
}
