package dev.florin.notification.feed;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How nodes keep each other informed. */
@ConfigMapping(prefix = "florin.feed")
public interface FeedConfig {
    /** What nodes tell each other through. */
    enum BrokerKind {
        /** LISTEN and NOTIFY in the notification database: no further part to run. */
        POSTGRES,
        /** Publish and subscribe at a Redis ({@code florin.redis.url}): for many nodes. */
        REDIS
    }

    /** Which broker to use; all nodes on one database use the same ({@code florin.broker}). */
    @WithDefault("postgres")
    BrokerKind broker();

    /** What the names of Redis channels begin with; products that share a Redis need different ones. */
    @WithDefault("florin")
    String redisChannel();

    /** How long Redis has to answer; after three times as long without a sign of life the connection is given up. */
    @WithDefault("PT2S")
    Duration redisTimeout();

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
