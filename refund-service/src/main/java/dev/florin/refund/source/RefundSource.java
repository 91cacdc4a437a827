package dev.florin.refund.source;

import dev.florin.common.api.refund.RefundBatch;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.api.refund.Refunded;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Seam: an owner of things whose money can fall due. What kinds of things they are is the owner's business; nothing
 * here has to change for a new one.
 */
public interface RefundSource {
    /** As it is called in the configuration: {@code wallet}. */
    String name();

    /**
     * What is due by now, oldest first.
     *
     * @param after only what fell due then or later; null means from the beginning
     * @param limit 1 to {@link Refundable.Due#MAX_ITEMS}
     * @throws IOException if the owner cannot be asked now
     */
    List<Refundable> due(@Nullable Instant after, int limit) throws IOException;

    /**
     * What it has given back by its own books, then or later, oldest first.
     *
     * @param cursor goes on where a page ended
     * @throws IOException if the owner cannot be asked now
     */
    Refunded.Page refunded(Instant since, @Nullable String cursor, int limit) throws IOException;

    /**
     * Has the money of several things given back, each as if it were asked for alone; asked again, the owner answers
     * the same. Failures are an {@link Answer.Unknown}.
     *
     * @param orders 1 to {@link RefundBatch#MAX_ITEMS}
     * @return one answer per order, in their order
     */
    List<Answer> refund(List<RefundBatch.RefundOrder> orders);
}
