package dev.florin.notification.preference;

import dev.florin.common.event.AlertEvent;
import dev.florin.common.event.EventType;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.event.Priority;
import dev.florin.common.event.PurchaseEvent;
import dev.florin.common.event.RailEvent;
import dev.florin.common.event.RefundEvent;
import java.math.BigDecimal;
import java.util.Optional;

/** What preferences look at in an event. */
public record Occasion(EventType type, Priority priority, Topic topic, Optional<Sum> sum) {
    /** How much it is about, in major units. */
    public record Sum(BigDecimal amount, String currency) {}

    /** What kind of news it is. One movement of money is told by several events; only one of them has a topic. */
    public enum Topic {
        CREDIT,
        DEBIT,
        REFUND,
        /** Something is wrong, or may be. */
        SECURITY,
        /** Told on other channels only to who asks for its type. */
        OTHER
    }

    public static Occasion of(FlorinEvent event, Priority priority) {
        EventType type = event.type();
        return switch (event) {
            case FlorinEvent.CreditAdded credit ->
                about(type, priority, Topic.CREDIT, credit.amount(), credit.currency());
            case FlorinEvent.CreditDeducted debit ->
                about(type, priority, Topic.DEBIT, debit.amount(), debit.currency());
            case RefundEvent.InstantRefund refund ->
                about(type, priority, Topic.REFUND, refund.amount(), refund.currency());
            case FlorinEvent.SecurityAlert _, AlertEvent _, RefundEvent.RefundFailed _ ->
                new Occasion(type, priority, Topic.SECURITY, Optional.empty());
            case FlorinEvent.BalanceUpdate _,
                    FlorinEvent.TransactionNotification _,
                    FlorinEvent.PaymentReceived _,
                    FlorinEvent.TransferUpdate _,
                    FlorinEvent.SystemAlert _,
                    RailEvent _,
                    PurchaseEvent _ -> new Occasion(type, priority, Topic.OTHER, Optional.empty());
        };
    }

    private static Occasion about(EventType type, Priority priority, Topic topic, BigDecimal amount, String currency) {
        return new Occasion(type, priority, topic, Optional.of(new Sum(amount, currency)));
    }

    /** Money that leaves, and what may be an attack, cannot wait until the user has slept. */
    boolean isUrgent() {
        return switch (topic) {
            case DEBIT, SECURITY -> true;
            case CREDIT, REFUND, OTHER -> priority == Priority.CRITICAL || type == EventType.WITHDRAWAL_PROCESSED;
        };
    }
}
