package dev.florin.wallet.transfer;

import dev.florin.common.money.Money;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.ledger.Transfer;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A payment that is to happen later. It sets nothing aside: whether the money is there is asked when its time has come.
 *
 * @param debit the sender's wallet
 * @param credit the recipient's wallet
 * @param failure why it failed, as the code of a problem
 * @param traceparent the trace of the request that ordered it
 */
record ScheduledTransfer(
        UUID id,
        String sender,
        String recipient,
        UUID debit,
        UUID credit,
        Money amount,
        @Nullable String message,
        Instant executeAt,
        State state,
        @Nullable String failure,
        @Nullable String traceparent,
        Instant createdAt) {

    /** Where it stands, and how much of the way that is. */
    enum State {
        INITIATED(0),
        PROCESSING(50),
        COMPLETED(100),
        FAILED(100),
        CANCELLED(100);

        private final int progress;

        State(int progress) {
            this.progress = progress;
        }

        int progress() {
            return progress;
        }

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        static State ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }

        /** What may come next: it can be cancelled until its money has moved. */
        Set<State> next() {
            return switch (this) {
                case INITIATED -> Set.of(PROCESSING, CANCELLED);
                case PROCESSING -> Set.of(COMPLETED, FAILED, CANCELLED);
                case COMPLETED, FAILED, CANCELLED -> Set.of();
            };
        }
    }

    static ScheduledTransfer of(
            Transfer.Order order,
            String sender,
            TransferRequest request,
            Instant executeAt,
            @Nullable String traceparent,
            Instant now) {
        return new ScheduledTransfer(
                order.id(),
                sender,
                request.recipientId(),
                order.debit(),
                order.credit(),
                order.amount(),
                request.message(),
                executeAt,
                State.INITIATED,
                null,
                traceparent,
                now.truncatedTo(ChronoUnit.MILLIS));
    }

    /** The movement that it is about: always the same, so that it happens once. */
    Transfer.Order order() {
        return order(id, debit, credit, amount, new TransferMetadata(sender, recipient, message), executeAt);
    }

    /** A payment under this id; one at another time, or at once, is another order. */
    static Transfer.Order order(
            UUID id, UUID debit, UUID credit, Money amount, TransferMetadata people, @Nullable Instant executeAt) {
        String reference = executeAt == null ? null : "scheduled for " + executeAt;
        return Transfer.Order.of(id, debit, credit, amount, Transfer.P2P, reference, people.json())
                .asSpending();
    }

    boolean concerns(String user) {
        return user.equals(sender) || user.equals(recipient);
    }

    /** As it was when it was ordered. */
    ScheduledTransfer atFirst() {
        return in(State.INITIATED, null);
    }

    /** @throws IllegalStateException unless it can still be called off */
    ScheduledTransfer cancelled() {
        return next(State.CANCELLED, null);
    }

    /** @throws IllegalStateException unless it was about to happen */
    ScheduledTransfer failed(ProblemType why) {
        return next(State.FAILED, why.code());
    }

    private ScheduledTransfer next(State next, @Nullable String why) {
        if (!state.next().contains(next)) {
            throw new IllegalStateException(state + " does not become " + next);
        }
        return in(next, why);
    }

    private ScheduledTransfer in(State other, @Nullable String why) {
        return new ScheduledTransfer(
                id, sender, recipient, debit, credit, amount, message, executeAt, other, why, traceparent, createdAt);
    }

    TransferView view() {
        BigDecimal noBalance = null;
        return new TransferView(
                id,
                sender,
                recipient,
                amount.major(),
                amount.asset().code(),
                message,
                state.wireName(),
                state.progress(),
                failure,
                noBalance,
                executeAt,
                createdAt);
    }
}
