package dev.florin.refund.refund;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How patiently money is given back. */
@ConfigMapping(prefix = "florin.refund")
public interface RefundConfig {
    /** How often everything is swept, whether or not the poll found something: {@code REFUND_PROCESS_INTERVAL}. */
    @WithDefault("PT3600S")
    Duration processInterval();

    /** How often the owners are asked in between: with this, money is back within seconds of falling due. */
    @WithDefault("PT1S")
    Duration poll();

    /** Refunds that are found or taken at once, 1 to 500: {@code REFUND_BATCH_SIZE}. */
    @WithDefault("100")
    int batchSize();

    /** The first wait after a failure; doubled with every further one up to {@link #maxBackOff()}, with jitter. */
    @WithDefault("PT5S")
    Duration backOff();

    /** The longest wait after a failure. */
    @WithDefault("PT1H")
    Duration maxBackOff();

    /** After this many tries a refund is the operator's. */
    @WithDefault("12")
    int maxTries();

    /**
     * When a refund that is being processed counts as left behind by a crash, and is taken again. Longer than a batch
     * takes at an owner that is as slow as it may be; being too short costs a repeated call, no money.
     */
    @WithDefault("PT2M")
    Duration lease();

    /** How long whoever orders a sweep waits for what other replicas have in hand. */
    @WithDefault("PT30S")
    Duration joinTimeout();

    /** The user ids of the operators who are told of refunds that failed. */
    Optional<List<String>> operators();
}
