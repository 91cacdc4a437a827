package dev.florin.common.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened and that somebody has to be told about: the {@code data} of an {@link EventEnvelope}.
 *
 * <p>Amounts are exact decimals in major units of the {@code currency} beside them. A consumer ignores fields that it
 * does not know, so that a producer may be newer.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface FlorinEvent
        permits FlorinEvent.BalanceUpdate,
                FlorinEvent.FiguresChanged,
                FlorinEvent.CreditAdded,
                FlorinEvent.CreditDeducted,
                FlorinEvent.TransactionNotification,
                FlorinEvent.PaymentReceived,
                FlorinEvent.TransferUpdate,
                FlorinEvent.SecurityAlert,
                FlorinEvent.SystemAlert,
                RailEvent,
                PurchaseEvent,
                AlertEvent,
                RefundEvent,
                ChatEvent,
                EscrowEvent,
                RedPacketEvent,
                AccountEvent {
    @JsonIgnore
    default EventType type() {
        return EventType.of(this);
    }

    /** How much it matters, if its envelope does not say so; most events keep to their type. */
    @JsonIgnore
    default Priority priority() {
        return type().priority();
    }

    /** Which way money went, seen from the wallet of the person who is told. */
    enum Direction {
        @JsonProperty("incoming")
        INCOMING,
        @JsonProperty("outgoing")
        OUTGOING
    }

    /**
     * The movement that changed a balance.
     *
     * @param amount signed: negative when money left
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record Transaction(String id, String type, BigDecimal amount, String currency, Instant createdAt) {}

    /**
     * The balance of a wallet, after every change of it (seeds 002 and 004).
     *
     * @param balance what can be spent; the same as {@code availableBalance}
     * @param pendingBalance what is reserved by holds
     * @param version rises with every change of the wallet; of two updates the higher one is the truth
     * @param transaction the movement behind the change; none when only a reservation changed
     */
    record BalanceUpdate(
            String walletId,
            BigDecimal balance,
            BigDecimal availableBalance,
            BigDecimal pendingBalance,
            String currency,
            long version,
            @Nullable Transaction transaction)
            implements FlorinEvent {}

    /**
     * What a user's dashboard shows has changed, though no balance has: a bank statement was taken in, or something was
     * put into another category. It has no words for people.
     *
     * @param cause {@code import} or {@code category}
     */
    record FiguresChanged(String cause) implements FlorinEvent {}

    /** Money came into a wallet (seed 004, 1.3). */
    record CreditAdded(
            String title,
            String message,
            String link,
            String icon,
            BigDecimal amount,
            String currency,
            BigDecimal balanceAfter,
            String transactionId,
            String transactionType)
            implements FlorinEvent {}

    /** Money left a wallet (seed 004, 1.1); {@code amount} is positive. */
    record CreditDeducted(
            String title,
            String message,
            String link,
            String icon,
            BigDecimal amount,
            String currency,
            BigDecimal balanceAfter,
            String transactionId,
            String transactionType)
            implements FlorinEvent {}

    /**
     * The one record of a movement that each party gets (seed 002).
     *
     * @param id the ledger's transfer
     * @param transactionType {@code p2p_send}, {@code p2p_receive}, {@code deposit} …
     * @param counterparty the other user, if it is one
     */
    record TransactionNotification(
            String id,
            @JsonProperty("type") String transactionType,
            BigDecimal amount,
            String currency,
            Direction direction,
            String message,
            @Nullable String counterparty,
            BigDecimal balanceAfter,
            Instant timestamp)
            implements FlorinEvent {}

    /** A person paid the user who is told (seed 000). */
    record PaymentReceived(
            String transferId,
            String senderId,
            String recipientId,
            BigDecimal amount,
            String currency,
            @Nullable String message)
            implements FlorinEvent {}

    /**
     * A transfer entered a state (seed 002, transfer tracking). One that happens at once is over when it is told of,
     * and tells with its end which states it was in before; one that was ordered for later is told of in each.
     *
     * @param status {@code initiated, processing, completed, failed} or {@code cancelled}
     * @param progress 0 to 100 percent
     * @param failureCode why it failed; only its sender is told
     * @param executeAt when one that was ordered for later shall happen; absent at its end
     * @param steps the states before this one that are told of together with it, the first one first; absent if there
     *     are none
     */
    record TransferUpdate(
            String transferId,
            String status,
            int progress,
            String senderId,
            String recipientId,
            BigDecimal amount,
            String currency,
            @Nullable String failureCode,
            @Nullable Instant executeAt,
            @Nullable List<Step> steps)
            implements FlorinEvent {

        public TransferUpdate {
            requirePercentage(progress);
            steps = steps == null ? null : List.copyOf(steps);
        }

        /** One that has not failed and is told of by itself. */
        public TransferUpdate(
                String transferId,
                String status,
                int progress,
                String senderId,
                String recipientId,
                BigDecimal amount,
                String currency) {
            this(transferId, status, progress, senderId, recipientId, amount, currency, null, null, null);
        }

        /** A state that is over. */
        @JsonIgnoreProperties(ignoreUnknown = true)
        public record Step(String status, int progress) {
            public Step {
                requirePercentage(progress);
            }
        }

        private static void requirePercentage(int progress) {
            if (progress < 0 || progress > 100) {
                throw new IllegalArgumentException("progress is a percentage, not " + progress);
            }
        }
    }

    /** Something happened that endangers the account (seed 002). */
    record SecurityAlert(
            String severity, String message, @Nullable String action) implements FlorinEvent {}

    /**
     * The operator has something to say (seed 000).
     *
     * @param severity {@code info}, {@code warning}, {@code error} or {@code critical}; how much it matters goes by it
     */
    record SystemAlert(String message, String severity) implements FlorinEvent {
        @Override
        public Priority priority() {
            if ("info".equals(severity)) {
                return Priority.NORMAL;
            }
            return "critical".equals(severity) ? Priority.CRITICAL : type().priority();
        }
    }
}
