package dev.florin.notification.topic;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Who may follow what. */
@ConfigMapping(prefix = "florin.topic")
public interface TopicConfig {
    /** Escrows that one connection may follow; no more than 64. */
    @WithDefault("50")
    int subscriptions();

    /**
     * Where escrow-service is asked about an escrow that nobody was told of yet; set from {@code florin.escrow.url}.
     * Absent: only who was told of an escrow may follow it.
     */
    Optional<String> escrowUrl();

    /** When a question is given up, from its beginning to the last byte of the answer. */
    @WithDefault("PT1S")
    Duration timeout();

    /** The longest answer that is read, in bytes. */
    @WithDefault("65536")
    int maxAnswer();

    /** Look-ups of grants that share one query. */
    @WithDefault("500")
    int batch();
}
