package dev.florin.wallet.history;

import dev.florin.common.money.Asset;
import java.util.UUID;

/**
 * A stretch of a wallet's entries, by their numbers: times are looked up once, and everything after that is a seek.
 *
 * @param above the entry before its first
 * @param upTo its last entry
 */
record Span(UUID wallet, Asset asset, long above, long upTo) {
    long entries() {
        return Math.max(0, upTo - above);
    }

    /** Its last entries, so many. */
    Span newest(long entries) {
        return from(upTo - entries);
    }

    Span upTo(long seq) {
        return new Span(wallet, asset, above, Math.min(upTo, seq));
    }

    Span from(long seq) {
        return new Span(wallet, asset, Math.max(above, seq), upTo);
    }
}
