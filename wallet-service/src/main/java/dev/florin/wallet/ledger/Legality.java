package dev.florin.wallet.ledger;

import dev.florin.common.money.Money;
import dev.florin.common.problem.ProblemType;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What stands in the way of a movement, whoever orders it and however much there is. */
record Legality(Books books, Instant now) {
    private static final BigInteger BOUND = BigInteger.TEN.pow(Money.MAX_DIGITS);

    /** In order of precedence; what the amount does to the balances is asked last. */
    @Nullable
    ProblemType problemOf(Transfer.Order order) {
        Account debit = books.account(order.debit());
        Account credit = books.account(order.credit());
        if (debit == null || credit == null) {
            return ProblemType.ACCOUNT_NOT_FOUND;
        }
        if (!debit.asset().equals(order.amount().asset())
                || !credit.asset().equals(order.amount().asset())) {
            return ProblemType.ASSET_MISMATCH;
        }
        if (debit.frozen()) {
            return ProblemType.WALLET_FROZEN;
        }
        return credit.frozen() ? ProblemType.RECIPIENT_FROZEN : null;
    }

    @Nullable
    ProblemType problemOf(Hold hold, Money amount) {
        if (hold.state() != Hold.State.ACTIVE) {
            return ProblemType.HOLD_NOT_ACTIVE;
        }
        if (hold.isExpiredAt(now)) {
            return ProblemType.HOLD_EXPIRED;
        }
        return hold.open().compareTo(amount.minor()) < 0 ? ProblemType.HOLD_EXCEEDED : null;
    }

    /** Whether a balance would have more digits than there are. */
    boolean overflows(Transfer.Order order) {
        BigInteger amount = order.amount().minor();
        BigInteger credit =
                Objects.requireNonNull(books.account(order.credit())).posted().add(amount);
        BigInteger debit =
                Objects.requireNonNull(books.account(order.debit())).posted().subtract(amount);
        return credit.compareTo(BOUND) >= 0 || debit.negate().compareTo(BOUND) >= 0;
    }
}
