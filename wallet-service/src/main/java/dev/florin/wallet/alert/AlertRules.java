package dev.florin.wallet.alert;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.Movement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which movements raise an alert by themselves: each kind on crossing its line, not on every movement beyond it. Looks
 * at nothing but the movement, so that the same one always raises the same alerts.
 */
final class AlertRules {
    private final LargeDeductions largeDeductions;

    AlertRules(LargeDeductions largeDeductions) {
        this.largeDeductions = largeDeductions;
    }

    /** In the order of kinds. */
    List<Alert> of(Movement movement) {
        List<Alert> raised = new ArrayList<>();
        if (movement.type().equals(Movement.HOLD)) {
            return raised;
        }
        Money amount = Money.ofMinor(movement.amount(), Asset.of(movement.asset()));
        Movement.Side debit = movement.debit();
        if (debit.kind() == Account.Kind.WALLET) {
            largeDeductions
                    .passedBy(amount)
                    .map(threshold -> alert(Alert.Kind.LARGE_DEDUCTION, movement, debit, amount, threshold))
                    .ifPresent(raised::add);
            // What is held has not left yet: a capture would not be seen to cross the line otherwise.
            if (debit.posted().signum() < 0
                    && debit.posted().add(amount.minor()).signum() >= 0) {
                Money balance = Money.ofMinor(debit.posted(), amount.asset());
                raised.add(alert(Alert.Kind.NEGATIVE_BALANCE, movement, debit, balance, null));
            }
        }
        return raised;
    }

    private static Alert alert(
            Alert.Kind kind, Movement movement, Movement.Side side, Money amount, @Nullable Money threshold) {
        return new Alert(
                Alert.id(kind, movement.id(), side.account()),
                kind,
                side.owner(),
                side.account(),
                movement.id(),
                amount,
                threshold,
                null,
                movement.at());
    }
}
