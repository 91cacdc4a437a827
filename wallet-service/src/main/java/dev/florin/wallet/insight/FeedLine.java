package dev.florin.wallet.insight;

/** What one line of a bank statement turns out to be. */
sealed interface FeedLine {
    /** Where it stands: the line of a CSV file, the number of the entry in a camt.053 document; both from 1. */
    int line();

    /** A line that cannot be taken in. */
    record Bad(int line, String reason) implements FeedLine {}

    /** A line that can. */
    record Good(int line, FeedItem item) implements FeedLine {}
}
