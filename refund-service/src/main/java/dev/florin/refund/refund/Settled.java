package dev.florin.refund.refund;

import java.time.Instant;

/**
 * An attempt that has its answer.
 *
 * @param said {@code given, refused} or {@code unknown}
 * @param words of the answer
 */
record Settled(Refund refund, Refund.Outcome outcome, String said, String words, Instant at) {}
