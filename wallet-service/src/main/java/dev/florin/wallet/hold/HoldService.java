package dev.florin.wallet.hold;

import dev.florin.common.api.wallet.HoldOrder;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.wallet.ledger.AccountNameService;
import dev.florin.wallet.ledger.Command;
import dev.florin.wallet.ledger.Hold;
import dev.florin.wallet.ledger.LedgerService;
import dev.florin.wallet.ledger.Operation;
import dev.florin.wallet.ledger.Outcome;
import dev.florin.wallet.ledger.Transfer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Sets money aside and pays it out or gives it back, each of it once. */
@Singleton
public class HoldService {
    private static final Duration MAX_LIFE = Duration.ofDays(3660);

    private final LedgerService ledger;
    private final AccountNameService names;
    private final Clock clock;

    HoldService(LedgerService ledger, AccountNameService names, Clock clock) {
        this.ledger = ledger;
        this.names = names;
        this.clock = clock;
    }

    /** Sets money aside under the id of the order; a refusal is final for it. */
    public HoldOrder.View reserve(HoldOrder order, @Nullable String traceparent) {
        apply(operation(order, names.resolve(order.account(), Asset.of(order.currency()))), traceparent);
        return hold(order.id());
    }

    /** What the ledger is asked for; money that is set aside for another service is spent, unless it says otherwise. */
    Operation.Reserve operation(HoldOrder order, UUID account) {
        Hold.Order plain = Hold.Order.of(
                order.id(),
                account,
                Money.positive(order.amount(), Asset.of(order.currency())),
                order.purpose(),
                expiry(order.expiresAt()));
        boolean spends = !Boolean.FALSE.equals(order.spends());
        return new Operation.Reserve(spends ? plain.asSpending() : plain, order.replaces());
    }

    /** As exact as it is stored, so that a repeat is recognised. */
    private @Nullable Instant expiry(@Nullable Instant expiresAt) {
        if (expiresAt == null) {
            return null;
        }
        if (expiresAt.isBefore(Instant.EPOCH)
                || expiresAt.isAfter(clock.instant().plus(MAX_LIFE))) {
            throw Required.invalid("expires_at", "is at most " + MAX_LIFE.toDays() + " days ahead");
        }
        return expiresAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Pays a part out under the id of the capture; a refusal is final for it. */
    public HoldOrder.View capture(UUID id, HoldOrder.Capture capture, @Nullable String traceparent) {
        Asset asset = Asset.of(capture.currency());
        Transfer.Order order = Transfer.Order.ofCapture(
                capture.id(),
                id,
                found(id).order().account(),
                names.resolve(capture.credit(), asset),
                Money.positive(capture.amount(), asset),
                capture.type(),
                capture.reference());
        apply(new Operation.Capture(id, order), traceparent);
        return hold(id);
    }

    /** Gives back what is left of it; again, it changes nothing. */
    public HoldOrder.View release(UUID id, @Nullable String traceparent) {
        apply(new Operation.Release(id, found(id).order().account(), Operation.Reason.VOIDED), traceparent);
        return hold(id);
    }

    /** @throws FlorinException {@link ProblemType#HOLD_NOT_FOUND} */
    public HoldOrder.View hold(UUID id) {
        return view(found(id));
    }

    /**
     * Closes holds that are past their time.
     *
     * @return how many it closed
     */
    long expire(int limit) {
        List<Hold> due = ledger.expiredHolds(limit);
        List<List<Outcome>> outcomes = ledger.applyAll(due.stream()
                .map(hold -> Command.of(
                        new Operation.Release(hold.id(), hold.order().account(), Operation.Reason.EXPIRED), null))
                .toList());
        return outcomes.stream()
                .map(List::getFirst)
                .filter(Outcome.Released.class::isInstance)
                .count();
    }

    private void apply(Operation operation, @Nullable String traceparent) {
        Outcome outcome = ledger.apply(Command.of(operation, traceparent)).getFirst();
        if (outcome instanceof Outcome.Refused refused) {
            throw refused.asException();
        }
    }

    Hold found(UUID id) {
        return requireThere(id, ledger.hold(id));
    }

    /** @throws FlorinException {@link ProblemType#HOLD_NOT_FOUND}, also for one that never held anything */
    static Hold requireThere(UUID id, Optional<Hold> found) {
        return found.filter(hold -> hold.state() != Hold.State.REFUSED)
                .orElseThrow(() -> new FlorinException(ProblemType.HOLD_NOT_FOUND, "There is no hold " + id + "."));
    }

    private static HoldOrder.View view(Hold hold) {
        Money amount = hold.order().amount();
        return new HoldOrder.View(
                hold.id(),
                hold.order().account(),
                amount.major(),
                Money.ofMinor(hold.captured(), amount.asset()).major(),
                amount.asset().code(),
                hold.state().wireName(),
                hold.order().purpose(),
                hold.order().expiresAt(),
                hold.createdAt());
    }
}
