package dev.florin.common.event;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The catalogue of events: name on the wire, the record that carries it, its usual priority, and what delivery
 * promises.
 */
public enum EventType {
    BALANCE_UPDATE(FlorinEvent.BalanceUpdate.class, Priority.LOW, Delivery.LATEST),
    FIGURES_CHANGED(FlorinEvent.FiguresChanged.class, Priority.LOW, Delivery.SILENT),
    CREDIT_ADDED(FlorinEvent.CreditAdded.class, Priority.NORMAL, Delivery.STREAM),
    CREDIT_DEDUCTED(FlorinEvent.CreditDeducted.class, Priority.NORMAL, Delivery.STREAM),
    TRANSACTION_NOTIFICATION(FlorinEvent.TransactionNotification.class, Priority.NORMAL, Delivery.STREAM),
    PAYMENT_RECEIVED(FlorinEvent.PaymentReceived.class, Priority.NORMAL, Delivery.STREAM),
    TRANSFER_UPDATE(FlorinEvent.TransferUpdate.class, Priority.NORMAL, Delivery.STREAM),
    TRANSACTION_PENDING(RailEvent.TransactionPending.class, Priority.NORMAL, Delivery.STREAM),
    TRANSACTION_CONFIRMED(RailEvent.TransactionConfirmed.class, Priority.NORMAL, Delivery.STREAM),
    TRANSACTION_FINALIZED(RailEvent.TransactionFinalized.class, Priority.NORMAL, Delivery.STREAM),
    TRANSACTION_FAILED(RailEvent.TransactionFailed.class, Priority.HIGH, Delivery.STREAM),
    DEPOSIT_RECEIVED(RailEvent.DepositReceived.class, Priority.NORMAL, Delivery.STREAM),
    WITHDRAWAL_PROCESSED(RailEvent.WithdrawalProcessed.class, Priority.NORMAL, Delivery.STREAM),
    PAYMENT_COMPLETED(PurchaseEvent.PaymentCompleted.class, Priority.NORMAL, Delivery.STREAM),
    PAYMENT_FAILED(PurchaseEvent.PaymentFailed.class, Priority.NORMAL, Delivery.STREAM),
    LIMIT_EXCEEDED(AlertEvent.LimitExceeded.class, Priority.HIGH, Delivery.STREAM),
    LARGE_DEDUCTION(AlertEvent.LargeDeduction.class, Priority.HIGH, Delivery.STREAM),
    RAPID_TRANSACTIONS(AlertEvent.RapidTransactions.class, Priority.HIGH, Delivery.STREAM),
    NEGATIVE_BALANCE(AlertEvent.NegativeBalance.class, Priority.HIGH, Delivery.STREAM),
    INSTANT_REFUND(RefundEvent.InstantRefund.class, Priority.HIGH, Delivery.STREAM),
    REFUND_FAILED(RefundEvent.RefundFailed.class, Priority.CRITICAL, Delivery.STREAM),
    CHAT_MESSAGE(ChatEvent.ChatMessage.class, Priority.NORMAL, Delivery.STREAM),
    ESCROW_UPDATE(EscrowEvent.EscrowUpdate.class, Priority.HIGH, Delivery.STREAM),
    PAYMENT_STATUS(EscrowEvent.PaymentStatus.class, Priority.HIGH, Delivery.STREAM),
    STATUS_CHANGE(EscrowEvent.StatusChange.class, Priority.HIGH, Delivery.STREAM),
    CONFIRMATION_ADDED(EscrowEvent.ConfirmationAdded.class, Priority.HIGH, Delivery.STREAM),
    DISPUTE_RAISED(EscrowEvent.DisputeRaised.class, Priority.HIGH, Delivery.STREAM),
    DISPUTE_RESOLVED(EscrowEvent.DisputeResolved.class, Priority.HIGH, Delivery.STREAM),
    RED_PACKET_CREATED(RedPacketEvent.RedPacketCreated.class, Priority.NORMAL, Delivery.STREAM),
    RED_PACKET_CLAIMED(RedPacketEvent.RedPacketClaimed.class, Priority.NORMAL, Delivery.STREAM),
    RED_PACKET_COMPLETED(RedPacketEvent.RedPacketCompleted.class, Priority.NORMAL, Delivery.STREAM),
    RED_PACKET_EXPIRED(RedPacketEvent.RedPacketExpired.class, Priority.NORMAL, Delivery.STREAM),
    RED_PACKET_CANCELLED(RedPacketEvent.RedPacketCancelled.class, Priority.NORMAL, Delivery.STREAM),
    KYC_STATUS(AccountEvent.KycStatus.class, Priority.NORMAL, Delivery.STREAM),
    CARD_ACTIVITY(AccountEvent.CardActivity.class, Priority.NORMAL, Delivery.STREAM),
    SECURITY_ALERT(FlorinEvent.SecurityAlert.class, Priority.CRITICAL, Delivery.STREAM),
    SYSTEM_ALERT(FlorinEvent.SystemAlert.class, Priority.HIGH, Delivery.STREAM);

    private static final Map<String, EventType> BY_WIRE_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(EventType::wireName, Function.identity()));

    private static final Map<Class<?>, EventType> BY_RECORD =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(EventType::record, Function.identity()));

    private final Class<? extends FlorinEvent> record;
    private final Priority priority;
    private final Delivery delivery;

    EventType(Class<? extends FlorinEvent> record, Priority priority, Delivery delivery) {
        this.record = record;
        this.priority = priority;
        this.delivery = delivery;
    }

    /** @throws FlorinException {@link ProblemType#UNKNOWN_EVENT_TYPE} */
    public static EventType ofWireName(String name) {
        EventType type = BY_WIRE_NAME.get(name);
        if (type == null) {
            throw new FlorinException(ProblemType.UNKNOWN_EVENT_TYPE, "There is no event of this type.");
        }
        return type;
    }

    /**
     * What lines of the log call one of this type: operators look for those of refunds (seed 004, Key Log Patterns).
     *
     * @param wireName may be one that only a newer service knows
     */
    public static String noun(String wireName) {
        EventType type = BY_WIRE_NAME.get(wireName);
        return type != null && RefundEvent.class.isAssignableFrom(type.record) ? "refund notification" : "notification";
    }

    static EventType of(FlorinEvent event) {
        EventType type = BY_RECORD.get(event.getClass());
        if (type == null) {
            throw new IllegalStateException(event.getClass() + " is not in the catalogue");
        }
        return type;
    }

    /** The name on the wire: {@code balance_update}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Class<? extends FlorinEvent> record() {
        return record;
    }

    /** The priority of an event of this type that does not say otherwise. */
    public Priority priority() {
        return priority;
    }

    public Delivery delivery() {
        return delivery;
    }
}
