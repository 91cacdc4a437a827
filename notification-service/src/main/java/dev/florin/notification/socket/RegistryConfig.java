package dev.florin.notification.socket;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How nodes keep the list of all connections. */
@ConfigMapping(prefix = "florin.registry")
public interface RegistryConfig {
    /** How often a node writes down which connections came and went; nothing is written when none did. */
    @WithDefault("PT0.2S")
    Duration writeEvery();

    /** Connections written in one statement. */
    @WithDefault("2000")
    int batch();

    /**
     * How often a node says that it is alive and how many are connected to it, learns how many are to the others, and
     * looks for those that are gone. How many it also says and learns whenever it writes that connections came or went.
     */
    @WithDefault("PT2S")
    Duration heartbeat();

    /** A node that has not been seen for so long is gone, and its connections with it. */
    @WithDefault("PT10S")
    Duration goneAfter();

    /** How often it is written down how many messages were sent to each connection. */
    @WithDefault("PT5S")
    Duration countEvery();
}
