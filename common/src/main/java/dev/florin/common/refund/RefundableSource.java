package dev.florin.common.refund;

import dev.florin.common.api.refund.Refund;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.api.refund.Refunded;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Seam: a feature whose money can fall due for refund. It alone decides what is due, and closes its own rows. */
public interface RefundableSource {
    /** How its things are called in the contract: {@code purchase}. */
    String kind();

    /** What fell due between these times, both included, oldest first. */
    List<Refundable> due(Instant dueAfter, Instant dueBefore, int limit);

    /**
     * Gives the money back, once: whoever asks later, or at the same time, gets the first answer.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND}, {@link ProblemType#REFUND_NOT_DUE}, or the ledger's
     *     refusal; then it stays due, and may be asked for again
     */
    Given giveBack(UUID id, String refundId, @Nullable String traceparent);

    /** What was given back after the cursor, oldest first, and by id among those of one instant. */
    List<Refunded> refunded(TimeCursor after, int limit);

    /** @param isNew whether it was given back now */
    record Given(Refund refund, boolean isNew) {}

    /** A refund, as the list of them shows it. */
    static Refunded refunded(Refund refund) {
        return new Refunded(
                refund.kind(),
                refund.id(),
                refund.refundId(),
                refund.userId(),
                refund.amount(),
                refund.currency(),
                refund.reason(),
                refund.refundedAt());
    }

    /** The answer to a refund of what is not due. */
    static FlorinException notDue() {
        return new FlorinException(ProblemType.REFUND_NOT_DUE, "Its money is not due back.");
    }
}
