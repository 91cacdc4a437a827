package dev.florin.notification.channel;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How users who are not connected are reached. */
@ConfigMapping(prefix = "florin.channel")
public interface ChannelConfig {
    /** How often each node looks for what is due. */
    @WithDefault("PT1S")
    Duration every();

    /** Deliveries that a node takes at once, and sends at the same time. */
    @WithDefault("50")
    int batch();

    /** After this time a delivery that a node took is taken by another: the node has died. */
    @WithDefault("PT2M")
    Duration lease();

    /** Tries before a delivery is given up. */
    @WithDefault("8")
    int attempts();

    /** The wait after the first failure; doubled with each, up to {@link #maxBackOff()}, and never quite the same. */
    @WithDefault("PT10S")
    Duration backOff();

    /** The longest wait between two tries. */
    @WithDefault("PT1H")
    Duration maxBackOff();

    /**
     * The user ids of the operators, who are told of what was given up, user by user. Absent: who has the role
     * {@code admin} is told once a day and channel that there was something.
     */
    Optional<List<String>> operators();

    /** Where links in messages lead: the public address of the web UI. */
    @WithDefault("http://localhost:8080")
    String linkBase();

    /** The mail server ({@code quarkus.mailer.*} says the rest about it). Absent: no e-mails are sent, nor kept. */
    Optional<String> mailHost();

    /** Who e-mails come from. */
    @WithDefault("Florin <no-reply@localhost>")
    String mailFrom();

    /** How long the mail server may take for one e-mail. */
    @WithDefault("PT20S")
    Duration mailTimeout();
}
