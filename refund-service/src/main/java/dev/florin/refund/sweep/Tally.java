package dev.florin.refund.sweep;

import dev.florin.common.money.Money;
import dev.florin.refund.refund.Refund;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts what a sweep does; its threads share it. */
public final class Tally {
    private final Map<String, Reason> byReason = new HashMap<>();
    private final Set<String> unreachable = new TreeSet<>();
    private boolean isAtWork;

    /**
     * What became of the refunds of a reason.
     *
     * @param totals in minor units, by currency
     */
    public record Reason(int completed, int failed, Map<String, BigInteger> totals) {
        public static final Reason NOTHING = new Reason(0, 0, Map.of());

        public Reason {
            totals = Map.copyOf(totals);
        }

        Reason plus(Money given) {
            Map<String, BigInteger> more = new TreeMap<>(totals);
            more.merge(given.asset().code(), given.minor(), BigInteger::add);
            return new Reason(completed + 1, failed, more);
        }

        Reason plusFailure() {
            return new Reason(completed, failed + 1, totals);
        }

        /** Both together. */
        public Reason plus(Reason other) {
            Map<String, BigInteger> more = new TreeMap<>(totals);
            other.totals.forEach((currency, total) -> more.merge(currency, total, BigInteger::add));
            return new Reason(completed + other.completed, failed + other.failed, more);
        }
    }

    synchronized void count(Refund refund, Refund.Outcome outcome) {
        Reason before = byReason.getOrDefault(refund.thing().reason(), Reason.NOTHING);
        byReason.put(
                refund.thing().reason(),
                switch (outcome) {
                    case Refund.Outcome.Completed done ->
                        before.plus(done.given().amount());
                    case Refund.Outcome.Retrying _, Refund.Outcome.Failed _ -> before.plusFailure();
                });
    }

    /** What another one counted, too. */
    synchronized void add(Tally other) {
        other.byReason().forEach((reason, done) -> byReason.merge(reason, done, Reason::plus));
        unreachable.addAll(other.unreachable());
    }

    /** Something was taken. */
    synchronized void begin() {
        isAtWork = true;
    }

    synchronized boolean isAtWork() {
        return isAtWork;
    }

    synchronized void unreachable(String source) {
        unreachable.add(source);
    }

    synchronized Map<String, Reason> byReason() {
        return Map.copyOf(byReason);
    }

    synchronized Set<String> unreachable() {
        return Set.copyOf(unreachable);
    }
}
