package dev.florin.wallet.insight;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What is shown of a user's money, and how statements are taken in. */
@ConfigMapping(prefix = "florin.insight")
public interface InsightConfig {
    /** Lines of a statement that go to the database at once. */
    @WithDefault("3000")
    int importBatch();

    /** Lines that cannot be taken in of which the answer says why; it has the numbers of all of them. */
    @WithDefault("100")
    int importFaults();

    /** Entries of a wallet that are brought into the feed at once. */
    @WithDefault("2000")
    int walletBatch();

    /** Entries that one request brings in at most, and one turn of a wallet: about half a second's work. */
    @WithDefault("10000")
    int requestEntries();

    /** How often the next page of the wallets of who has ever looked is seen to. */
    @WithDefault("PT1S")
    Duration feedInterval();

    /** Wallets on such a page: with a million of them, a round of one replica takes a quarter of an hour. */
    @WithDefault("1000")
    int feedPage();

    /** Merchants that are given a category at once. */
    @WithDefault("1000")
    int categoryBatch();

    /** The currency of the figures of a user who has not paid anything yet. */
    @WithDefault("RON")
    String currency();

    /** Merchants on the dashboard. */
    @WithDefault("5")
    int topMerchants();

    /** Transactions on the dashboard. */
    @WithDefault("10")
    int recentTransactions();

    /** Pending transactions that are listed; all are counted. */
    @WithDefault("500")
    int pendingTransactions();

    /** Categories that are listed, those with the largest sums; what the others come to is one more line. */
    @WithDefault("100")
    int categories();
}
