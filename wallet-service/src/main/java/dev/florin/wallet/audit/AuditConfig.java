package dev.florin.wallet.audit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the books are re-derived. */
@ConfigMapping(prefix = "florin.audit")
public interface AuditConfig {
    /** How often; what is found is at most this old, plus the run itself. */
    @WithDefault("PT15S")
    Duration interval();

    /** When the last look at the books is too old for the service to be ready. */
    @WithDefault("PT2M")
    Duration maxAge();

    /** How old the last look at everything since the first entry may become. */
    @WithDefault("P1D")
    Duration fullEvery();

    /**
     * How long one look may take. Everything since the first entry takes minutes where there are tens of millions of
     * them: much longer than any other answer of the database is waited for.
     */
    @WithDefault("PT1H")
    Duration timeLimit();

    /** Mismatches that are named; all are counted. */
    @WithDefault("100")
    int named();
}
