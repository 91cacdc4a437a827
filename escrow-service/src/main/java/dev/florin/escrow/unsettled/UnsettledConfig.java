package dev.florin.escrow.unsettled;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long what was begun is tried again, and when somebody is told that it does not help. */
@ConfigMapping(prefix = "florin.unsettled")
public interface UnsettledConfig {
    /** The wait after the first try of the job was in vain; doubled with every further one. */
    @WithDefault("PT5S")
    Duration backOff();

    /** The longest such wait: how much later than the ledger everything is well again. */
    @WithDefault("PT1M")
    Duration maxBackOff();

    /** After how many tries in vain operators are told. */
    @WithDefault("5")
    int alertAfter();

    /** When they are told again of what has not come to its end. */
    @WithDefault("P1D")
    Duration remindAfter();

    /** How often there is a look at what has to be told. */
    @WithDefault("PT5S")
    Duration interval();

    /** How many are told of at once. */
    @WithDefault("100")
    int batch();
}
