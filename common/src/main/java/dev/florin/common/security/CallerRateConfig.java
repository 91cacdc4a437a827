package dev.florin.common.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How fast one user may ask one replica. Services and operators are not counted. */
@ConfigMapping(prefix = "florin.rate")
public interface CallerRateConfig {
    /** Requests of a user per second, in the long run; 0 means without limit. */
    @WithDefault("100")
    int perSecond();

    /** How many a user who was quiet may make in one go. */
    @WithDefault("1000")
    int burst();
}
