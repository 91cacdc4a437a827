package dev.florin.notification.presence;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When somebody counts as gone. */
@ConfigMapping(prefix = "florin.presence")
public interface PresenceConfig {
    /** How long a user whose last connection broke may take to come back before contacts see it. */
    @WithDefault("PT30S")
    Duration grace();

    /** A state that no connection has confirmed for so long is looked at again, whatever was heard or missed. */
    @WithDefault("PT5M")
    Duration expiry();

    /** How often it is looked whose time is over. */
    @WithDefault("PT1S")
    Duration sweepEvery();

    /** Users in one transaction. */
    @WithDefault("500")
    int batch();
}
