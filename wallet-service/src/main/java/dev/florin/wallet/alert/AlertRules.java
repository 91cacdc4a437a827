package dev.florin.wallet.alert;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.Movement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which movements raise an alert: each kind on crossing its line, not on every movement beyond it. Looks at nothing but
 * the movement and the times of those before it, so that the same movement always raises the same alerts.
 */
final class AlertRules {
    private final LargeDeductions largeDeductions;
    private final int rapidCount;
    private final Duration rapidWindow;

    /** When a wallet's entry with this number was written; empty if there is none. */
    @FunctionalInterface
    interface History {
        Optional<Instant> at(Movement.Side side, long seq);
    }

    AlertRules(LargeDeductions largeDeductions, int rapidCount, Duration rapidWindow) {
        this.largeDeductions = largeDeductions;
        this.rapidCount = rapidCount;
        this.rapidWindow = rapidWindow;
    }

    /** In the order of sides, then of kinds. */
    List<Alert> of(Movement movement, History history) {
        List<Alert> raised = new ArrayList<>();
        if (movement.type().equals(Movement.HOLD)) {
            return raised;
        }
        Money amount = Money.ofMinor(movement.amount(), Asset.of(movement.asset()));
        Movement.Side debit = movement.debit();
        if (debit.kind() == Account.Kind.WALLET) {
            largeDeductions
                    .passedBy(amount)
                    .map(threshold -> alert(Alert.Kind.LARGE_DEDUCTION, movement, debit, amount, threshold, null))
                    .ifPresent(raised::add);
            // What is held has not left yet: a capture would not be seen to cross the line otherwise.
            if (debit.posted().signum() < 0
                    && debit.posted().add(amount.minor()).signum() >= 0) {
                Money balance = Money.ofMinor(debit.posted(), amount.asset());
                raised.add(alert(Alert.Kind.NEGATIVE_BALANCE, movement, debit, balance, null, null));
            }
            rapid(movement, debit, amount, history).ifPresent(raised::add);
        }
        Movement.Side credit = movement.credit();
        if (credit != null && credit.kind() == Account.Kind.WALLET) {
            rapid(movement, credit, amount, history).ifPresent(raised::add);
        }
        return raised;
    }

    private Optional<Alert> rapid(Movement movement, Movement.Side side, Money amount, History history) {
        long seq = side.seq();
        boolean crossed = rapidCount > 0
                && isRapid(movement.at(), side, seq, history)
                && !history.at(side, seq - 1)
                        .map(before -> isRapid(before, side, seq - 1, history))
                        .orElse(false);
        return crossed
                ? Optional.of(alert(Alert.Kind.RAPID_TRANSACTIONS, movement, side, amount, null, rapidCount + 1))
                : Optional.empty();
    }

    /** Whether more than the usual number of entries, this one the last, were written within the window. */
    private boolean isRapid(Instant at, Movement.Side side, long seq, History history) {
        return seq > rapidCount
                && history.at(side, seq - rapidCount)
                        .map(first -> first.isAfter(at.minus(rapidWindow)))
                        .orElse(false);
    }

    private static Alert alert(
            Alert.Kind kind,
            Movement movement,
            Movement.Side side,
            Money amount,
            @Nullable Money threshold,
            @Nullable Integer count) {
        return new Alert(
                Alert.id(kind, movement.id(), side.account()),
                kind,
                side.owner(),
                side.account(),
                movement.id(),
                amount,
                threshold,
                count,
                movement.at());
    }
}
