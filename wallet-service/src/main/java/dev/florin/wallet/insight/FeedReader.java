package dev.florin.wallet.insight;

import java.io.IOException;
import java.util.Optional;

/** Reads a bank statement, one line at a time, whatever its size. */
interface FeedReader {
    /** The next line; empty at the end of the file. */
    Optional<FeedLine> next() throws IOException;
}
