package dev.florin.refund.reconciliation;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How refunds are compared with what others say was given back. */
@ConfigMapping(prefix = "florin.reconciliation")
public interface ReconciliationConfig {
    /** How often; one replica does it at a time, and all of them read what it found. */
    @WithDefault("PT15S")
    Duration interval();

    /**
     * What is younger than this is under way: a movement whose closing commit is open, or a commit that comes later
     * than its time says, is no difference yet. Longer than the ledger's own {@code florin.ledger.settles} by as much
     * as clocks may differ.
     */
    @WithDefault("PT40S")
    Duration settles();

    /** Lines in one page of another's book, 1 to 500. */
    @WithDefault("500")
    int page();

    /** Pages that are held in memory at once. */
    @WithDefault("20")
    int pages();

    /** Things that are compared in one transaction. */
    @WithDefault("500")
    int batch();

    /** How old the last look at all books since their first line may become. */
    @WithDefault("P1D")
    Duration wholeEvery();

    /** Differences that are named, and looked at again in each run; all are counted. */
    @WithDefault("100")
    int named();

    /** When a replica that has not said for so long that it is still reconciling counts as dead. */
    @WithDefault("PT2M")
    Duration lease();
}
