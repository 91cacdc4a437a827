package dev.florin.wallet.history;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How history is read. */
@ConfigMapping(prefix = "florin.history")
public interface HistoryConfig {
    /** How far a list may be skipped into: what is skipped is read. A cursor goes on from anywhere. */
    @WithDefault("10000")
    int maxSkip();

    /**
     * Exports that run at once; each holds a connection of the pool. More are refused with {@code too-busy}, and of one
     * user more than half of them with {@code rate-limited}.
     */
    @WithDefault("4")
    int exports();

    /** Rows that an export has in memory. */
    @WithDefault("500")
    int exportFetch();

    /** How long an export waits for a client that takes nothing, before it closes the connection. */
    @WithDefault("PT30S")
    Duration exportPatience();

    /** How often it is seen to that the coming months have their partitions, and that the past ones are closed. */
    @WithDefault("PT6H")
    Duration partitionInterval();

    /** Months that have their partition ahead, this one included. */
    @WithDefault("3")
    int monthsAhead();

    /** How long after its end a month is closed: longer than any commit under way, and any clock is wrong. */
    @WithDefault("P1D")
    Duration closingMargin();
}
