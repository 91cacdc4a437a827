package dev.florin.notification.inbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the inbox remembers. */
@ConfigMapping(prefix = "florin.inbox")
public interface InboxConfig {
    /** Notifications older than this are deleted, and a client that left before is told to start over. */
    @WithDefault("P30D")
    Duration retention();

    /** How often old notifications are looked for. */
    @WithDefault("PT1H")
    Duration retentionEvery();

    /** Rows deleted in one transaction, about. */
    @WithDefault("5000")
    int retentionBatch();

    /** Transactions in one run at most; the rest waits for the next. */
    @WithDefault("200")
    int retentionRounds();

    /** How often it is written down how far users have got. */
    @WithDefault("PT1S")
    Duration seenEvery();

    /** How often it is looked whether a critical message to everyone has not reached everyone yet. */
    @WithDefault("PT1S")
    Duration circularEvery();

    /** Users who are given such a message in one transaction, about: their feeds are locked meanwhile. */
    @WithDefault("500")
    int circularBatch();
}
