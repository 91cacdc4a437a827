package dev.florin.notification.dashboard;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How open dashboards get their figures. */
@ConfigMapping(prefix = "florin.dashboard")
public interface DashboardConfig {
    /** Where wallet-service is asked for figures; set from {@code florin.wallet.url}. */
    @WithDefault("http://localhost:8081")
    String walletUrl();

    /** The shortest time between two rounds of questions, and so between two changes that a dashboard shows. */
    @WithDefault("PT1S")
    Duration refresh();

    /** How often a dashboard is told how things stand, changed or not. */
    @WithDefault("PT5S")
    Duration periodic();

    /** Figures older than this are asked for again, for what a node was not told of. */
    @WithDefault("PT1M")
    Duration maxAge();

    /** When a question is given up, from its beginning to the last byte of the answer. */
    @WithDefault("PT2S")
    Duration timeout();

    /** Users in one question; wallet-service takes 200. */
    @WithDefault("50")
    int usersPerRequest();

    /** The longest answer that is read, in bytes. */
    @WithDefault("16777216")
    int maxAnswer();
}
