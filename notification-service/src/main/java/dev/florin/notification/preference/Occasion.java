package dev.florin.notification.preference;

import dev.florin.common.event.AccountEvent;
import dev.florin.common.event.AlertEvent;
import dev.florin.common.event.ChatEvent;
import dev.florin.common.event.EscrowEvent;
import dev.florin.common.event.EventType;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.event.Priority;
import dev.florin.common.event.PurchaseEvent;
import dev.florin.common.event.RailEvent;
import dev.florin.common.event.RedPacketEvent;
import dev.florin.common.event.RefundEvent;
import java.math.BigDecimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What preferences look at in an event.
 *
 * @param moneyOut whether it is about money that leaves its user, or may be
 */
public record Occasion(EventType type, Priority priority, Topic topic, boolean moneyOut, Optional<Sum> sum) {
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
        return switch (event) {
            case FlorinEvent.CreditAdded credit ->
                about(event, priority, Topic.CREDIT, new Sum(credit.amount(), credit.currency()));
            case FlorinEvent.CreditDeducted debit ->
                about(event, priority, Topic.DEBIT, new Sum(debit.amount(), debit.currency()));
            case RefundEvent.InstantRefund refund ->
                about(event, priority, Topic.REFUND, new Sum(refund.amount(), refund.currency()));
            case FlorinEvent.SecurityAlert _, AlertEvent _, RefundEvent.RefundFailed _ ->
                about(event, priority, Topic.SECURITY, null);
            case FlorinEvent.BalanceUpdate _,
                    FlorinEvent.TransactionNotification _,
                    FlorinEvent.PaymentReceived _,
                    FlorinEvent.TransferUpdate _,
                    FlorinEvent.FiguresChanged _,
                    FlorinEvent.SystemAlert _,
                    RailEvent _,
                    PurchaseEvent _,
                    EscrowEvent _,
                    RedPacketEvent _,
                    AccountEvent _,
                    ChatEvent _ -> about(event, priority, Topic.OTHER, null);
        };
    }

    private static Occasion about(FlorinEvent event, Priority priority, Topic topic, @Nullable Sum sum) {
        return new Occasion(event.type(), priority, topic, isMoneyOut(event), Optional.ofNullable(sum));
    }

    /** Where it does not say which of the parties is told, it may be the one who pays. */
    private static boolean isMoneyOut(FlorinEvent event) {
        return switch (event) {
            case FlorinEvent.CreditDeducted _,
                    FlorinEvent.TransferUpdate _,
                    RailEvent.WithdrawalProcessed _,
                    RailEvent.TransactionFailed _,
                    PurchaseEvent _,
                    EscrowEvent _,
                    RedPacketEvent.RedPacketCreated _,
                    AccountEvent.CardActivity _ -> true;
            case FlorinEvent.TransactionNotification movement -> movement.direction() == FlorinEvent.Direction.OUTGOING;
            case RailEvent.TransactionPending pending -> isWithdrawal(pending.kind());
            case RailEvent.TransactionConfirmed confirmed -> isWithdrawal(confirmed.kind());
            case RailEvent.TransactionFinalized done -> isWithdrawal(done.kind());
            case FlorinEvent.BalanceUpdate _,
                    FlorinEvent.FiguresChanged _,
                    FlorinEvent.CreditAdded _,
                    FlorinEvent.PaymentReceived _,
                    FlorinEvent.SecurityAlert _,
                    FlorinEvent.SystemAlert _,
                    AlertEvent _,
                    RefundEvent _,
                    RailEvent.DepositReceived _,
                    RedPacketEvent.RedPacketClaimed _,
                    RedPacketEvent.RedPacketCompleted _,
                    RedPacketEvent.RedPacketExpired _,
                    RedPacketEvent.RedPacketCancelled _,
                    AccountEvent.KycStatus _,
                    ChatEvent _ -> false;
        };
    }

    private static boolean isWithdrawal(String kind) {
        return "withdrawal".equals(kind);
    }

    /**
     * Money that leaves, what may be an attack, and what somebody finds important, cannot wait until the user has
     * slept.
     */
    boolean isUrgent() {
        return moneyOut || topic == Topic.SECURITY || priority.compareTo(Priority.HIGH) >= 0;
    }
}
