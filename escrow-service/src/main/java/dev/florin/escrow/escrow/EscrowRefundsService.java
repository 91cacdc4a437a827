package dev.florin.escrow.escrow;

import dev.florin.common.api.refund.Refund;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.api.refund.Refunded;
import dev.florin.common.id.Ids;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.refund.RefundableSource;
import dev.florin.escrow.wallet.WalletClient;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives back what lapsed escrows hold. Any number of requests moves it once, and gets the first one's answer. */
@Singleton
public class EscrowRefundsService implements RefundableSource {
    static final String KIND = "escrow";
    private static final String REASON = "escrow_lapsed";

    private final StepService steps;
    private final EscrowStore store;
    private final MovementStore movements;
    private final WalletClient wallet;

    EscrowRefundsService(StepService steps, EscrowStore store, MovementStore movements, WalletClient wallet) {
        this.steps = steps;
        this.store = store;
        this.movements = movements;
        this.wallet = wallet;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public List<Refundable> due(Instant dueAfter, Instant dueBefore, int limit) {
        return store.due(dueAfter, dueBefore, limit).stream()
                .map(EscrowRefundsService::refundable)
                .toList();
    }

    @Override
    public Given giveBack(Order order) {
        UUID id = order.id();
        String trace = order.traceparent();
        if (movements.done(id, Movement.Kind.GIVE_BACK).isEmpty()) {
            Escrow escrow = steps.current(id);
            if (escrow.allows(Escrow.Action.GIVE_BACK, Escrow.Actor.CLOCK)
                    && escrow.funds().held().isPositive()) {
                moveEverything(id, cause(id, order.refundId(), trace));
            }
        }
        // How long it took is noted by whoever brings the movement to its end: that may be the job.
        return movements
                .done(id, Movement.Kind.GIVE_BACK)
                .map(known -> new Given(refund(id, known, trace), false))
                .orElseThrow(RefundableSource::notDue);
    }

    @Override
    public List<Refunded> refunded(TimeCursor after, int limit) {
        return movements.givenBack(after, limit).stream()
                .map(given -> new Refunded(
                        KIND,
                        given.escrow(),
                        given.refundId(),
                        given.buyer(),
                        given.amount().major(),
                        given.amount().asset().code(),
                        REASON,
                        given.at()))
                .toList();
    }

    /** Who is overtaken by another request for the same finds what that one did. */
    private void moveEverything(UUID id, Movement.Cause cause) {
        MovementStore.Known known;
        try {
            known = steps.move(id, cause, EscrowRefundsService::everything);
        } catch (FlorinException e) {
            if (e.type() == ProblemType.REFUND_NOT_DUE) {
                return;
            }
            throw e;
        }
        StepService.answer(known, false);
    }

    private static Movement everything(Escrow escrow, Movement.Cause cause) {
        if (!escrow.allows(Escrow.Action.GIVE_BACK, Escrow.Actor.CLOCK)) {
            throw RefundableSource.notDue();
        }
        Money open = escrow.funds().open(escrow.agreement());
        return Movement.dividing(escrow, Movement.Kind.GIVE_BACK, cause, null, Money.zero(open.asset()), open);
    }

    /** {@code refund:escrow:<id>}, with a number behind it from the second try on. */
    private Movement.Cause cause(UUID id, String refundId, @Nullable String trace) {
        int refusals = movements.refusals(id, Movement.Kind.GIVE_BACK);
        String key = "refund:" + KIND + ":" + id + (refusals == 0 ? "" : ":" + (refusals + 1));
        return new Movement.Cause(Ids.derived(key), Movement.SYSTEM, REASON, Ids.derived(refundId), trace, refundId);
    }

    private Refund refund(UUID id, MovementStore.Known known, @Nullable String trace) {
        Escrow escrow = store.escrow(id).orElseThrow(StepService::notFound);
        Money given = known.movement().division().toBuyer();
        return new Refund(
                KIND,
                id,
                refundId(known.movement()),
                escrow.agreement().buyer(),
                given.major(),
                given.asset().code(),
                REASON,
                "escrow with " + escrow.agreement().seller(),
                null,
                wallet.available(known.movement().steps(escrow.agreement()), trace),
                escrow.dueBackSince(),
                known.closedAt() == null ? escrow.updatedAt() : known.closedAt());
    }

    /** Before names were kept, it was the movement's own. */
    private static String refundId(Movement movement) {
        String name = movement.refundId();
        return name == null ? movement.id().toString() : name;
    }

    private static Refundable refundable(Escrow escrow) {
        Money held = escrow.funds().held();
        BigInteger funded = escrow.funds().funded().minor();
        return new Refundable(
                KIND,
                escrow.id(),
                escrow.agreement().buyer(),
                held.major(),
                held.asset().code(),
                REASON,
                escrow.dueBackSince(),
                escrow.createdAt(),
                escrow.agreement().deadline(),
                funded.subtract(held.minor()),
                funded);
    }
}
