package dev.florin.escrow.escrow;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** How long escrows may take, and how their jobs run. */
@ConfigMapping(prefix = "florin.escrow")
public interface EscrowConfig {
    /** How long the buyer may look at what was delivered, where the escrow does not say. */
    @WithDefault("P3D")
    Duration inspection();

    /** The longest inspection that an escrow may ask for. */
    @WithDefault("P30D")
    Duration maxInspection();

    /** Until when it has to be funded and delivered, counted from its making, where the escrow does not say. */
    @WithDefault("P30D")
    Duration deadline();

    /** The furthest deadline that an escrow may ask for. */
    @WithDefault("P365D")
    Duration maxDeadline();

    /** How often escrows past their time, and movements that a crash left behind, are looked for. */
    @WithDefault("PT1S")
    Duration interval();

    /** How many of each at once. */
    @WithDefault("100")
    int batch();

    /**
     * When a movement that nobody has closed counts as left behind and is taken by the job. Longer than all tries of
     * one request at wallet-service; being too short costs a repeated call, no money.
     */
    @WithDefault("PT20S")
    Duration lease();

    /**
     * After a release by the clock was refused (the seller's wallet is frozen, say), when it is tried again; doubled
     * with every further refusal.
     */
    @WithDefault("PT5M")
    Duration retry();

    /** The longest such wait. */
    @WithDefault("PT6H")
    Duration maxRetry();

    /** How often a step is decided anew because somebody else was faster, before the caller is told to repeat it. */
    @WithDefault("10")
    int races();

    /** How many pieces of evidence each party may bring to a dispute. */
    @WithDefault("50")
    int maxEvidence();

    /** The user ids of the operators who are told of disputes. */
    Optional<List<String>> operators();
}
