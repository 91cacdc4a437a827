package dev.florin.escrow.payment;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How payments from outside are believed, and how their job runs. */
@ConfigMapping(prefix = "florin.payment")
public interface PaymentConfig {
    /**
     * What the provider's webhooks may be signed with, at least 32 characters each; two while they are being exchanged.
     * There are no payments from outside while there is none.
     */
    Optional<List<String>> secrets();

    /** How often reports are looked for that a crash, or a ledger that was away, left behind. */
    @WithDefault("PT1S")
    Duration interval();

    /** How many reports a replica works on at the same time; they take their steps together. */
    @WithDefault("50")
    int batch();

    /** How many when a flood of webhooks begins or answers to them are slow, each time followed by a rest. */
    @WithDefault("3")
    int busyBatch();

    /**
     * A webhook that takes longer to be stored is answered slowly: in a flood of them the job makes room, until reports
     * wait for 30 s.
     */
    @WithDefault("PT0.01S")
    Duration promptAnswer();

    /**
     * When a report whose worker has said nothing is taken by another one. Longer than all tries at wallet-service;
     * being too short costs work done twice, no money.
     */
    @WithDefault("PT30S")
    Duration lease();

    /** The wait after a report could not be worked on for the first time; doubled with every further time. */
    @WithDefault("PT1S")
    Duration backOff();

    /** The longest such wait. */
    @WithDefault("PT5M")
    Duration maxBackOff();
}
