package dev.florin.refund.reconciliation;

import dev.florin.common.money.Money;
import dev.florin.refund.reconciliation.Difference.Rule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What all books say about one thing; the rules are here, and nowhere else.
 *
 * @param refund none if nothing was ever due back for it
 * @param movements the ledger's
 * @param given what the owner gave back; none if it gave nothing
 */
record Subject(
        Line.Thing thing,
        @Nullable Booked refund,
        List<Line> movements,
        @Nullable Line given) {
    Subject {
        movements = List.copyOf(movements);
    }

    /** A refund in this service's own book. */
    sealed interface Booked {
        /** The money is back. */
        record Completed(String userId, Money amount, Instant at) implements Booked {}

        /** It is on its way, and what others have done already is closed soon: no difference. */
        record UnderWay() implements Booked {}

        /** It was given up. */
        record Failed() implements Booked {}
    }

    /** @return none if the books agree */
    List<Difference> differences(Instant now) {
        return switch (refund) {
            case null -> unexpected("none", now);
            case Booked.Failed _ -> unexpected("failed", now);
            case Booked.UnderWay _ -> moreThanOne("one", now);
            case Booked.Completed completed -> ofCompleted(completed, now);
        };
    }

    private List<Difference> unexpected(String state, Instant now) {
        List<Difference> found = new ArrayList<>();
        if (!movements.isEmpty()) {
            Line first = movements.getFirst();
            found.add(difference(
                    Rule.MOVEMENT_WITHOUT_REFUND, state, first.amount().toString(), first.at(), now));
        }
        if (given != null) {
            found.add(
                    difference(Rule.GIVEN_WITHOUT_REFUND, state, given.amount().toString(), given.at(), now));
        }
        return found;
    }

    private List<Difference> ofCompleted(Booked.Completed completed, Instant now) {
        String amount = completed.amount().toString();
        List<Difference> found = new ArrayList<>(moreThanOne(amount, now));
        if (movements.isEmpty()) {
            found.add(difference(Rule.NO_MOVEMENT, amount, "none", completed.at(), now));
        }
        for (Line movement : movements) {
            if (!movement.amount().equals(completed.amount())) {
                found.add(difference(
                        Rule.OTHER_AMOUNT_MOVED, amount, movement.amount().toString(), movement.at(), now));
                break;
            }
        }
        for (Line movement : movements) {
            if (!movement.userId().equals(completed.userId())) {
                found.add(difference(Rule.OTHER_USER_PAID, completed.userId(), movement.userId(), movement.at(), now));
                break;
            }
        }
        if (given != null && !given.amount().equals(completed.amount())) {
            found.add(difference(Rule.OTHER_AMOUNT_GIVEN, amount, given.amount().toString(), given.at(), now));
        }
        if (given == null) {
            found.add(difference(Rule.NOT_GIVEN_BY_OWNER, amount, "none", completed.at(), now));
        }
        return found;
    }

    private List<Difference> moreThanOne(String expected, Instant now) {
        if (movements.size() < 2) {
            return List.of();
        }
        return List.of(difference(
                Rule.MORE_THAN_ONE_MOVEMENT,
                expected,
                movements.size() + " movements",
                movements.getLast().at(),
                now));
    }

    private Difference difference(Rule rule, String expected, String actual, Instant at, Instant now) {
        return new Difference(rule, thing.kind(), thing.id(), expected, actual, at, now);
    }
}
