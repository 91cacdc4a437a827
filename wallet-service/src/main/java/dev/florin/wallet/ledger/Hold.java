package dev.florin.wallet.ledger;

import dev.florin.common.id.Ids;
import dev.florin.common.money.Money;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Money set aside in an account.
 *
 * @param captured minor units paid out of it
 * @param refused why it never came to be; only with {@link State#REFUSED}
 * @param refusedIn the trace of the request that was first refused; only with {@link State#REFUSED}
 * @param releasedFor what its end was for, in the words of who ended it: {@code refund:red_packet:<id>}
 * @param spentAt since when it counts against limits, if it is the rest of an older hold
 * @param availableAfter what its account had to spend right after its end, in minor units; only of those that gave
 *     something back, and unknown of those that ended before this was kept
 */
public record Hold(
        Order order,
        BigInteger captured,
        State state,
        @Nullable ProblemType refused,
        @Nullable UUID refusedIn,
        @Nullable String releasedFor,
        @Nullable Instant spentAt,
        @Nullable BigInteger availableAfter,
        Instant createdAt,
        Instant updatedAt) {

    /** Only an active hold sets anything aside; all other states are final. */
    public enum State {
        ACTIVE,
        CAPTURED,
        VOIDED,
        EXPIRED,
        REFUSED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static State ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /**
     * What was asked for.
     *
     * @param id reserves once, whatever repeats
     * @param purpose what for, in the orderer's words
     * @param expiresAt when the rest falls back; null means never
     * @param spends whether it counts against the limits of the account's owner; what is captured does not again
     */
    public record Order(
            UUID id,
            UUID account,
            Money amount,
            String purpose,
            @Nullable Instant expiresAt,
            boolean spends,
            UUID fingerprint) {
        public Order {
            Required.storable(purpose);
        }

        /** An order with the fingerprint of everything in it. */
        public static Order of(UUID id, UUID account, Money amount, String purpose, @Nullable Instant expiresAt) {
            UUID fingerprint = Ids.derived(account.toString(), amount.toString(), purpose, String.valueOf(expiresAt));
            return new Order(id, account, amount, purpose, expiresAt, false, fingerprint);
        }

        /** The same, counted against the limits of the account's owner. */
        public Order asSpending() {
            return new Order(id, account, amount, purpose, expiresAt, true, fingerprint);
        }

        /** The same, counted if the other one is. */
        Order spendingAs(Order other) {
            return new Order(id, account, amount, purpose, expiresAt, other.spends, fingerprint);
        }

        /** What of it counts, in minor units. */
        BigInteger spent() {
            return spends ? amount.minor() : BigInteger.ZERO;
        }
    }

    public UUID id() {
        return order.id();
    }

    /** What it still sets aside, in minor units. */
    public BigInteger open() {
        return state == State.ACTIVE ? order.amount().minor().subtract(captured) : BigInteger.ZERO;
    }

    /** What there was to spend right after its end: the same whenever it is asked for. */
    public @Nullable Money available() {
        return availableAfter == null
                ? null
                : Money.ofMinor(availableAfter, order.amount().asset());
    }

    /** Since when it counts against limits. */
    Instant countsSince() {
        return spentAt == null ? createdAt : spentAt;
    }

    /** What is given back of it, in minor units, if it has ended now. */
    private BigInteger givenBackAt(Instant now) {
        boolean endedNow = state == State.VOIDED && updatedAt.equals(now);
        return endedNow ? order.amount().minor().subtract(captured) : BigInteger.ZERO;
    }

    /** Whether a hold can be what is left of this one, which has ended now. */
    boolean isReplacedBy(Order rest, Instant now) {
        return order.account().equals(rest.account())
                && order.amount().asset().equals(rest.amount().asset())
                && givenBackAt(now).compareTo(rest.amount().minor()) >= 0;
    }

    boolean isExpiredAt(Instant now) {
        return order.expiresAt() != null && !now.isBefore(order.expiresAt());
    }

    Hold capturedBy(BigInteger amount, Instant now) {
        BigInteger sum = captured.add(amount);
        State next = sum.equals(order.amount().minor()) ? State.CAPTURED : State.ACTIVE;
        return new Hold(order, sum, next, null, null, null, spentAt, null, createdAt, now);
    }

    Hold closedAs(State next, @Nullable String releasedFor, BigInteger available, Instant now) {
        return new Hold(order, captured, next, null, null, releasedFor, spentAt, available, createdAt, now);
    }
}
