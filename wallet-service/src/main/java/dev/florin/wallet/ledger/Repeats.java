package dev.florin.wallet.ledger;

import dev.florin.common.problem.ProblemType;
import java.util.Objects;
import java.util.UUID;

/** What is said to an order whose id is known already: the same as before, unless it is another order. */
record Repeats(Books books) {
    Outcome of(Transfer known, Transfer.Order order) {
        if (!isSame(known, order)) {
            return idReused();
        }
        return switch (known.outcome()) {
            case Transfer.Posted _ -> new Outcome.Posted(known, true);
            case Transfer.Refused refused -> new Outcome.Refused(refused.reason(), true, known.traceId());
        };
    }

    Outcome of(Hold known, Hold.Order order) {
        if (!isSame(known, order)) {
            return idReused();
        }
        return known.refused() == null
                ? new Outcome.Reserved(known, true)
                : new Outcome.Refused(known.refused(), true, known.refusedIn());
    }

    /** What the id stands for remains. */
    static Outcome idReused() {
        return new Outcome.Refused(ProblemType.ID_REUSED, true, null);
    }

    private boolean isSame(Transfer known, Transfer.Order order) {
        boolean hadNoAccount =
                known.refusal().filter(ProblemType.ACCOUNT_NOT_FOUND::equals).isPresent();
        return known.order().fingerprint().equals(order.fingerprint())
                || (hadNoAccount
                        && isSameName(known.order().debit(), order.debit())
                        && isSameName(known.order().credit(), order.credit())
                        && known.amount().equals(order.amount())
                        && known.order().type().equals(order.type())
                        && Objects.equals(known.order().reference(), order.reference()));
    }

    private boolean isSame(Hold known, Hold.Order order) {
        return known.order().fingerprint().equals(order.fingerprint())
                || (known.refused() == ProblemType.ACCOUNT_NOT_FOUND
                        && isSameName(known.order().account(), order.account())
                        && known.order().amount().equals(order.amount())
                        && known.order().purpose().equals(order.purpose())
                        && Objects.equals(known.order().expiresAt(), order.expiresAt()));
    }

    /** The name stood for nobody when it was refused, and for a wallet that was opened since. */
    private boolean isSameName(UUID then, UUID now) {
        Account account = books.account(now);
        return then.equals(now) || (account != null && then.equals(account.idBeforeItWasOpened()));
    }
}
