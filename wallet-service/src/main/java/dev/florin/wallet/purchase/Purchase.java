package dev.florin.wallet.purchase;

import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.time.Instant;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that was paid for and has to be delivered in time. What may happen to it, and who may do it, is the table
 * in {@link Step}.
 *
 * @param id of the transfer that paid for it, too
 * @param expiresAt when it times out unless it is closed before
 * @param fallen why and since when the money is due back; also after it was given back
 * @param refund how it was given back
 */
public record Purchase(
        UUID id,
        String owner,
        UUID wallet,
        Money amount,
        String type,
        String service,
        String description,
        State state,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Fallen fallen,
        int refundAttempt,
        @Nullable Refund refund) {

    /** Where it stands. */
    public enum State {
        OPEN,
        COMPLETED,
        CANCELLED,
        FAILED,
        TIMED_OUT,
        REFUNDED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static State ofWireName(String name) {
            return valueOf(name.toUpperCase(Locale.ROOT));
        }
    }

    /** In what capacity somebody acts. */
    public enum Actor {
        /** Who paid. */
        OWNER,
        /** The product that sells, by a service's token: it alone knows whether it delivered. */
        SELLER,
        /** An admin. */
        OPERATOR,
        /** Nobody: the time is over. */
        CLOCK
    }

    /** How an open purchase ends: where it goes, why it is due back, and who may do it. */
    public enum Step {
        COMPLETE(State.COMPLETED, null, Set.of(Actor.SELLER, Actor.OPERATOR)),
        CANCEL(State.CANCELLED, "purchase_cancelled", Set.of(Actor.OWNER, Actor.SELLER, Actor.OPERATOR)),
        FAIL(State.FAILED, "purchase_failed", Set.of(Actor.SELLER, Actor.OPERATOR)),
        TIME_OUT(State.TIMED_OUT, "purchase_timeout", Set.of(Actor.CLOCK));

        private final State to;
        private final @Nullable String reason;

        @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
        private final Set<Actor> by;

        Step(State to, @Nullable String reason, Set<Actor> by) {
            this.to = to;
            this.reason = reason;
            this.by = by;
        }

        public State to() {
            return to;
        }

        /** Why the money is due back; null if it is not. */
        public @Nullable String reason() {
            return reason;
        }
    }

    /**
     * Why and since when the money is due back.
     *
     * @param reason {@code purchase_cancelled, purchase_failed} or {@code purchase_timeout}
     */
    public record Fallen(String reason, Instant dueAt) {}

    /** @param id the first name under which the money was asked back */
    public record Refund(String id, Instant at) {}

    /** Whether its time is over, although nobody has noticed yet. */
    public boolean isLate(Instant now) {
        return state == State.OPEN && !now.isBefore(expiresAt);
    }

    /** Whether the money is due back and has not been given back. */
    public boolean isDue() {
        return switch (state) {
            case CANCELLED, FAILED, TIMED_OUT -> true;
            case OPEN, COMPLETED, REFUNDED -> false;
        };
    }

    /** Since when the money is due back if it ends by this step, whenever that is noticed; null if it is not due. */
    @Nullable
    Instant dueAt(Step step, Instant now) {
        if (step.reason() == null) {
            return null;
        }
        return step == Step.TIME_OUT ? expiresAt : now;
    }

    /** The same, with the money back. */
    Purchase refunded(String refundId, Instant at) {
        return new Purchase(
                id,
                owner,
                wallet,
                amount,
                type,
                service,
                description,
                State.REFUNDED,
                createdAt,
                expiresAt,
                fallen,
                refundAttempt,
                new Refund(refundId, at));
    }

    /**
     * Whether a step has to be taken; it has not if it was taken already.
     *
     * @throws FlorinException {@link ProblemType#FORBIDDEN} if this is for others to decide,
     *     {@link ProblemType#PURCHASE_NOT_OPEN} if something else was decided
     */
    public boolean allows(Step step, Set<Actor> actors) {
        if (Collections.disjoint(step.by, actors)) {
            throw new FlorinException(ProblemType.FORBIDDEN, "This is not for you to decide.");
        }
        if (state == State.OPEN) {
            return true;
        }
        boolean taken = fallen == null ? state == step.to : fallen.reason().equals(step.reason);
        if (!taken) {
            throw new FlorinException(
                    ProblemType.PURCHASE_NOT_OPEN,
                    "The purchase is not open any more: it is " + state.wireName() + ".");
        }
        return false;
    }
}
