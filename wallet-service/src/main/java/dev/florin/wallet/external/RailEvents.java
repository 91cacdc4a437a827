package dev.florin.wallet.external;

import dev.florin.common.event.FlorinEvent;
import dev.florin.common.event.RailEvent;
import dev.florin.wallet.ledger.Telling;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the owner of a deposit or withdrawal is told about its way. */
final class RailEvents {
    private RailEvents() {}

    /**
     * That it has come this far.
     *
     * @param reason why it has failed
     */
    static Telling reached(
            RailTransaction.Status status,
            RailTransaction transaction,
            @Nullable String hash,
            String reason,
            Instant now,
            @Nullable String traceparent) {
        String owner = transaction.owner();
        Telling.Told told =
                Telling.Told.of(event(status, transaction, hash, reason), List.of(owner), "transactions:" + owner);
        return new Telling(now, traceparent, List.of(told));
    }

    private static FlorinEvent event(
            RailTransaction.Status status, RailTransaction transaction, @Nullable String hash, String reason) {
        String id = transaction.id().toString();
        String kind = transaction.kind().wireName();
        BigDecimal amount = transaction.amount().major();
        String currency = transaction.amount().asset().code();
        String rail = transaction.rail();
        return switch (status) {
            case PENDING -> new RailEvent.TransactionPending(id, kind, amount, currency, rail, hash);
            case CONFIRMED -> new RailEvent.TransactionConfirmed(id, kind, amount, currency, rail, hash);
            case FINALIZED -> new RailEvent.TransactionFinalized(id, kind, amount, currency, rail, hash);
            case FAILED -> new RailEvent.TransactionFailed(id, kind, amount, currency, rail, hash, reason);
        };
    }
}
