package dev.florin.wallet.insight;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is shown of a user's money, and how statements are taken in. */
@ConfigMapping(prefix = "florin.insight")
public interface InsightConfig {
    /** Lines of a statement that go to the database at once. */
    @WithDefault("5000")
    int importBatch();

    /** Lines that cannot be taken in and are named in the answer; all are counted. */
    @WithDefault("100")
    int importFaults();
}
