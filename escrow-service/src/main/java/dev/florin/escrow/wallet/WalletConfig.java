package dev.florin.escrow.wallet;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How wallet-service is reached, and how patiently. */
@ConfigMapping(prefix = "florin.wallet")
public interface WalletConfig {
    /** Where wallet-service listens. */
    @WithDefault("http://localhost:8081")
    String url();

    /** When a wallet-service that does not take a connection counts as down. */
    @WithDefault("PT1S")
    Duration connectTimeout();

    /** When one call is given up, from its beginning to the last byte of its answer. */
    @WithDefault("PT3S")
    Duration timeout();

    /** How often a call without an answer is repeated, under the same ids; 0 means never. */
    @WithDefault("2")
    int retries();

    /** The wait before a repeat on average: it is drawn between nothing and twice as much. */
    @WithDefault("PT0.1S")
    Duration retryDelay();

    /** How many calls the circuit breaker looks back on. */
    @WithDefault("20")
    int breakerVolume();

    /** So many of them without an answer, in percent, open it: calls then fail at once. */
    @WithDefault("50")
    int breakerPercent();

    /** How long it stays open before it lets one call try again. */
    @WithDefault("PT2S")
    Duration breakerDelay();

    /** The longest answer that is read, in bytes per command. */
    @WithDefault("65536")
    int maxAnswer();
}
