package dev.florin.refund.refund;

import java.time.Instant;

/**
 * An attempt that has its answer.
 *
 * @param said {@code given, refused} or {@code unknown}
 * @param words of the answer
 */
record Settled(Refund refund, Refund.Outcome outcome, String said, String words, Instant at) {
    /** What the refund becomes with it. */
    Refund.State state() {
        return switch (outcome) {
            case Refund.Outcome.Completed _ -> Refund.State.COMPLETED;
            case Refund.Outcome.Retrying _ -> Refund.State.RETRYING;
            case Refund.Outcome.Failed _ -> Refund.State.FAILED;
        };
    }
}
