package dev.florin.wallet.external;

import dev.florin.common.api.refund.Refund;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.api.refund.Refunded;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.refund.RefundableSource;
import dev.florin.wallet.ledger.Command;
import dev.florin.wallet.ledger.Hold;
import dev.florin.wallet.ledger.LedgerService;
import dev.florin.wallet.ledger.Operation;
import dev.florin.wallet.ledger.Outcome;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Frees the money of withdrawals that have failed. It never left the wallet, so that giving it back is the end of a
 * hold and no transfer.
 */
@Singleton
public class WithdrawalRefundsService implements RefundableSource {
    private static final String KIND = "withdrawal";
    private static final String REASON = "transaction_failed";

    private final LedgerService ledger;
    private final RailStore store;
    private final Clock clock;

    WithdrawalRefundsService(LedgerService ledger, RailStore store, Clock clock) {
        this.ledger = ledger;
        this.store = store;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public List<Refundable> due(Instant dueAfter, Instant dueBefore, int limit) {
        return store.due(dueAfter, dueBefore, limit).stream()
                .map(WithdrawalRefundsService::refundable)
                .toList();
    }

    /**
     * The hold decides: a rail's late proof captures it, this releases it, and only one of them can. A proof that is
     * there and could not capture it, because the wallet is frozen, say, is an operator's to decide about first.
     */
    @Override
    public Given giveBack(Order order) {
        UUID id = order.id();
        String refundId = order.refundId();
        RailTransaction withdrawal = found(id);
        boolean isNew = false;
        if (withdrawal.isDue() && store.isInDoubt(id)) {
            // No refusal for good: once somebody has decided, it may be due again.
            throw new FlorinException(
                    ProblemType.TOO_BUSY, "Its rail says that the money has gone; somebody has to decide about that.");
        }
        if (withdrawal.isDue()) {
            Operation release = new Operation.Release(
                    id, withdrawal.wallet(), Operation.Reason.VOIDED, "refund:" + KIND + ":" + id);
            Outcome outcome = ledger.apply(
                            Command.of(release, order.traceparent()).with(RailStore.refunding(id, refundId)))
                    .getFirst();
            isNew = outcome.isNew();
            if (outcome instanceof Outcome.Released released && released.repeated()) {
                // Another service has voided the hold: the money is free, and only the row does not know it.
                store.refunded(id, refundId, clock.instant().truncatedTo(ChronoUnit.MILLIS));
            }
            withdrawal = found(id);
        }
        BigDecimal available =
                ledger.hold(id).map(Hold::available).map(Money::major).orElse(null);
        return new Given(refund(withdrawal, available), isNew);
    }

    @Override
    public List<Refunded> refunded(TimeCursor after, int limit) {
        return store.refunded(after, limit).stream()
                .map(withdrawal -> refund(withdrawal, null))
                .map(RefundableSource::refunded)
                .toList();
    }

    private static Refund refund(RailTransaction withdrawal, @Nullable BigDecimal available) {
        RailTransaction.Failure failure = withdrawal.failure();
        RailTransaction.Refund refund = withdrawal.refund();
        if (failure == null || refund == null) {
            throw RefundableSource.notDue();
        }
        return new Refund(
                KIND,
                withdrawal.id(),
                refund.id(),
                withdrawal.owner(),
                withdrawal.amount().major(),
                withdrawal.amount().asset().code(),
                REASON,
                KIND,
                null,
                available,
                failure.at(),
                refund.at());
    }

    private static Refundable refundable(RailTransaction withdrawal) {
        RailTransaction.Failure failure = withdrawal.failure();
        if (failure == null) {
            throw new IllegalStateException("it is not due");
        }
        return new Refundable(
                KIND,
                withdrawal.id(),
                withdrawal.owner(),
                withdrawal.amount().major(),
                withdrawal.amount().asset().code(),
                REASON,
                failure.at(),
                withdrawal.createdAt(),
                null,
                BigInteger.ZERO,
                withdrawal.amount().minor());
    }

    private RailTransaction found(UUID id) {
        return store.transaction(id)
                .filter(ours -> ours.kind() == RailTransaction.Kind.WITHDRAWAL)
                .orElseThrow(() -> new FlorinException(ProblemType.NOT_FOUND, "There is no such withdrawal."));
    }
}
