package dev.florin.escrow.payment;

import dev.florin.common.event.EscrowEvent;
import dev.florin.escrow.event.Story;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What both parties are told of a payment. */
final class PaymentStories {
    private PaymentStories() {}

    static Story of(
            PaymentOrder order,
            PaymentOrder.Status status,
            @Nullable String payment,
            @Nullable String reason,
            List<String> parties,
            Instant now,
            @Nullable String trace) {
        EscrowEvent.PaymentStatus event = new EscrowEvent.PaymentStatus(
                order.escrow().toString(),
                status.wireName(),
                order.amount().major(),
                order.amount().asset().code(),
                order.reference(),
                payment,
                reason);
        return new Story("escrow:" + order.escrow(), now, trace, List.of(Story.Told.of(event, parties)));
    }
}
