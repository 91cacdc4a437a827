package dev.florin.wallet.purchase;

import dev.florin.common.event.FlorinEvent;
import dev.florin.common.event.PurchaseEvent;
import dev.florin.wallet.ledger.Telling;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the owner of a purchase is told. */
final class PurchaseEvents {
    private PurchaseEvents() {}

    /** How it ended. */
    static Telling ended(Purchase purchase, Purchase.Step step, Instant now, @Nullable String traceparent) {
        String owner = purchase.owner();
        Telling.Told told = Telling.Told.of(event(purchase, step), List.of(owner), "transactions:" + owner);
        return new Telling(now, traceparent, List.of(told));
    }

    private static FlorinEvent event(Purchase purchase, Purchase.Step step) {
        String id = purchase.id().toString();
        String currency = purchase.amount().asset().code();
        String reason = step.reason();
        return reason == null
                ? new PurchaseEvent.PaymentCompleted(
                        id, purchase.amount().major(), currency, purchase.service(), purchase.description())
                : new PurchaseEvent.PaymentFailed(
                        id, purchase.amount().major(), currency, purchase.service(), purchase.description(), reason);
    }
}
