package dev.florin.common.refund;

import dev.florin.common.api.refund.Refund;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.api.refund.Refunded;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.parallel.InParallel;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.trace.TraceLog;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Seam: a feature whose money can fall due for refund. It alone decides what is due, and closes its own rows. */
public interface RefundableSource {
    /**
     * Those that are given back side by side where they cannot be done together, of all requests: they must not take
     * the database's connections from users.
     */
    Semaphore AT_A_TIME = new Semaphore(8);

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
    Given giveBack(Order order);

    /**
     * Gives back the money of several, each as if it were the only one. Whoever can do them together does.
     *
     * @return one result per order, in their order
     */
    default List<Result> giveBackAll(List<Order> orders) {
        return InParallel.map(orders, AT_A_TIME, this::attempt);
    }

    private Result attempt(Order order) {
        try {
            return TraceLog.during(order.traceparent(), () -> giveBack(order));
        } catch (FlorinException e) {
            return new Refused(e);
        }
    }

    /** What was given back after the cursor, oldest first, and by id among those of one instant. */
    List<Refunded> refunded(TimeCursor after, int limit);

    /**
     * Who asks for what.
     *
     * @param refundId the caller's own name for it
     * @param traceparent the trace that it belongs to
     */
    record Order(UUID id, String refundId, @Nullable String traceparent) {}

    /** What became of an order. */
    sealed interface Result {}

    /** @param isNew whether it was given back now, and how long that took is not noted yet */
    record Given(Refund refund, boolean isNew) implements Result {}

    /** @param why as {@link #giveBack} throws it */
    record Refused(FlorinException why) implements Result {}

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
