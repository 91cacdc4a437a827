package dev.florin.wallet.ledger;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How money is written. */
@ConfigMapping(prefix = "florin.ledger")
public interface LedgerConfig {
    /** Operations that are committed together, about; a command is never torn apart. A lone one goes at once, alone. */
    @WithDefault("150")
    int batch();

    /** Commands that may wait; more are refused with {@code too-busy}. */
    @WithDefault("20000")
    int queue();

    /** How often a batch is tried again that met a deadlock or another replica's fresh row. */
    @WithDefault("5")
    int tries();

    /** How long a batch waits for an account that somebody outside has locked; then its commands go one by one. */
    @WithDefault("PT0.5S")
    Duration lockTimeout();

    /** How long each of them then waits; a command that meets the lock again is refused with {@code too-busy}. */
    @WithDefault("PT0.02S")
    Duration lockTimeoutAlone();

    /** How long a caller waits for the commit before it is told that the outcome is not known. */
    @WithDefault("PT15S")
    Duration timeout();

    /**
     * How long after its time a movement can still become visible: longer than any commit under way, and any clock is
     * wrong. Lists that are compared with other books end before that.
     */
    @WithDefault("PT30S")
    Duration settles();

    /** How often holds that have expired are closed. */
    @WithDefault("PT1S")
    Duration expiryInterval();

    /** Expired holds that are closed at once. */
    @WithDefault("500")
    int expiryBatch();
}
