package dev.florin.wallet.external;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which ways money may come and go. */
@ConfigMapping(prefix = "florin.rail")
public interface RailConfig {
    /**
     * Whether the {@code instant} rail is open: it believes every deposit, which is for trying things out and never for
     * production.
     */
    @WithDefault("false")
    boolean instant();
}
