package dev.florin.notification.dialect;

import dev.florin.common.event.AccountEvent;
import dev.florin.common.event.AlertEvent;
import dev.florin.common.event.ChatEvent;
import dev.florin.common.event.EscrowEvent;
import dev.florin.common.event.EventType;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.event.PurchaseEvent;
import dev.florin.common.event.RailEvent;
import dev.florin.common.event.RedPacketEvent;
import dev.florin.common.event.RefundEvent;
import dev.florin.notification.feed.Notice;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An event in one sentence. Each movement of money is told once, by the event that carries a text for its owner; the
 * others about the same movement, and those that other dialects are there for, have no sentence.
 *
 * @param isAlert whether somebody should look at it
 */
record Told(
        boolean isAlert,
        String message,
        @Nullable BigDecimal amount,
        @Nullable String currency) {
    private static final Set<String> KNOWN =
            Arrays.stream(EventType.values()).map(EventType::wireName).collect(Collectors.toUnmodifiableSet());

    /** Null if there is no sentence for it. */
    static @Nullable Told of(Notice notice) {
        return KNOWN.contains(notice.type()) ? of(notice.event()) : null;
    }

    private static @Nullable Told of(FlorinEvent event) {
        return switch (event) {
            case FlorinEvent.CreditAdded added -> told(added.message(), added.amount(), added.currency());
            case FlorinEvent.CreditDeducted taken -> told(taken.message(), taken.amount(), taken.currency());
            case FlorinEvent.SecurityAlert alert -> alert(alert.message(), null, null);
            case FlorinEvent.SystemAlert alert -> alert(alert.message(), null, null);
            case AlertEvent alert -> of(alert);
            case RefundEvent refund -> of(refund);
            case AccountEvent account -> of(account);
            case EscrowEvent escrow -> of(escrow);
            case RailEvent.TransactionFailed failed ->
                alert(
                        "Your " + failed.kind() + " of " + failed.amount().toPlainString() + " " + failed.currency()
                                + " has failed.",
                        failed.amount(),
                        failed.currency());
            case PurchaseEvent.PaymentFailed failed ->
                alert(
                        "Your payment of " + failed.amount().toPlainString() + " " + failed.currency()
                                + " has failed; the money comes back.",
                        failed.amount(),
                        failed.currency());
            case FlorinEvent.BalanceUpdate _,
                    FlorinEvent.FiguresChanged _,
                    FlorinEvent.TransactionNotification _,
                    FlorinEvent.PaymentReceived _,
                    FlorinEvent.TransferUpdate _,
                    RailEvent.TransactionPending _,
                    RailEvent.TransactionConfirmed _,
                    RailEvent.TransactionFinalized _,
                    RailEvent.DepositReceived _,
                    RailEvent.WithdrawalProcessed _,
                    PurchaseEvent.PaymentCompleted _,
                    RedPacketEvent _,
                    ChatEvent _ -> null;
        };
    }

    private static Told of(AlertEvent event) {
        return switch (event) {
            case AlertEvent.LimitExceeded alert -> alert(alert.message(), alert.amount(), alert.currency());
            case AlertEvent.LargeDeduction alert -> alert(alert.message(), alert.amount(), alert.currency());
            case AlertEvent.RapidTransactions alert -> alert(alert.message(), null, alert.currency());
            case AlertEvent.NegativeBalance alert -> alert(alert.message(), alert.balance(), alert.currency());
        };
    }

    private static Told of(RefundEvent event) {
        return switch (event) {
            case RefundEvent.InstantRefund refund -> told(refund.message(), refund.amount(), refund.currency());
            case RefundEvent.RefundFailed failed ->
                alert(
                        "A refund of " + failed.amount().toPlainString() + " " + failed.currency() + " has failed.",
                        failed.amount(),
                        failed.currency());
        };
    }

    /** Of an escrow only what somebody has to look at: the rest is told by the credits and debits that it causes. */
    private static @Nullable Told of(EscrowEvent event) {
        return switch (event) {
            case EscrowEvent.DisputeRaised raised ->
                alert(
                        "A dispute was raised: " + raised.heldAmount().toPlainString() + " " + raised.currency()
                                + " stay in escrow until it is decided.",
                        raised.heldAmount(),
                        raised.currency());
            case EscrowEvent.DisputeResolved decided ->
                alert(
                        "The dispute was decided: " + decided.releasedAmount().toPlainString() + " "
                                + decided.currency() + " go to the seller, "
                                + decided.refundedAmount().toPlainString() + " " + decided.currency()
                                + " back to the buyer.",
                        null,
                        decided.currency());
            case EscrowEvent.EscrowUpdate _,
                    EscrowEvent.PaymentStatus _,
                    EscrowEvent.StatusChange _,
                    EscrowEvent.ConfirmationAdded _ -> null;
        };
    }

    private static Told of(AccountEvent event) {
        return switch (event) {
            case AccountEvent.KycStatus status -> told(status.message(), null, null);
            case AccountEvent.CardActivity card -> told(card.message(), card.amount(), card.currency());
        };
    }

    private static Told told(String message, @Nullable BigDecimal amount, @Nullable String currency) {
        return new Told(false, message, amount, currency);
    }

    private static Told alert(String message, @Nullable BigDecimal amount, @Nullable String currency) {
        return new Told(true, message, amount, currency);
    }
}
