package dev.florin.escrow.escrow;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Money that waits for a condition. Who may do what in which state is the table in {@link Action}.
 *
 * @param hold of the ledger; none before it is funded
 * @param version rises with every change
 * @param deliveredAt when the seller confirmed delivery
 * @param receivedAt when the buyer confirmed receipt
 * @param actsAt when the clock does the next thing; none if it waits for people
 * @param lapsedAt since when what is held is due back
 */
record Escrow(
        UUID id,
        Agreement agreement,
        State state,
        Funds funds,
        List<String> paidMilestones,
        @Nullable UUID hold,
        long version,
        @Nullable Instant deliveredAt,
        @Nullable Instant receivedAt,
        @Nullable Instant actsAt,
        @Nullable Instant lapsedAt,
        Instant createdAt,
        Instant updatedAt) {
    Escrow {
        paidMilestones = List.copyOf(paidMilestones);
    }

    /** As it begins. */
    static Escrow made(UUID id, Agreement agreement, Instant now) {
        Funds none = Funds.none(agreement.amount().asset());
        return new Escrow(
                id,
                agreement,
                State.INITIATED,
                none,
                List.of(),
                null,
                0,
                null,
                null,
                agreement.deadline(),
                null,
                now,
                now);
    }

    /** Where it stands. */
    enum State {
        /** Agreed on, not funded. */
        INITIATED,
        /** Funded; nothing has gone to the seller. */
        HELD,
        /** A part has gone to the seller. */
        PARTIALLY_RELEASED,
        /** What is held stands still until an operator decides. */
        DISPUTED,
        /** Nothing is held any more, as people decided, and the seller got something. */
        RELEASED,
        /**
         * Nothing is held any more: the buyer has everything back or, of an expired one, what had not been released.
         */
        REFUNDED,
        /** Called off before it was funded. */
        CANCELLED,
        /** Its time is over: what is held is due back. */
        EXPIRED
    }

    /** In what capacity somebody acts. */
    enum Actor {
        BUYER,
        SELLER,
        /** An admin. */
        OPERATOR,
        /** A payment that came in from outside. */
        PAYMENT,
        /** Nobody: the time has come. */
        CLOCK
    }

    /** What can be done: by whom, and in which states. */
    enum Action {
        FUND(Set.of(Actor.BUYER), Set.of(State.INITIATED)),
        PAY(Set.of(Actor.PAYMENT), Set.of(State.INITIATED)),
        CANCEL(Set.of(Actor.BUYER, Actor.SELLER), Set.of(State.INITIATED)),
        CONFIRM(Set.of(Actor.BUYER, Actor.SELLER), Set.of(State.HELD, State.PARTIALLY_RELEASED)),
        RELEASE(Set.of(Actor.BUYER, Actor.CLOCK), Set.of(State.HELD, State.PARTIALLY_RELEASED)),
        REFUND(Set.of(Actor.SELLER), Set.of(State.HELD, State.PARTIALLY_RELEASED)),
        DISPUTE(Set.of(Actor.BUYER, Actor.SELLER), Set.of(State.HELD, State.PARTIALLY_RELEASED)),
        ADD_EVIDENCE(Set.of(Actor.BUYER, Actor.SELLER), Set.of(State.DISPUTED)),
        RESOLVE(Set.of(Actor.OPERATOR), Set.of(State.DISPUTED)),
        EXPIRE(Set.of(Actor.CLOCK), Set.of(State.INITIATED, State.HELD, State.PARTIALLY_RELEASED)),
        GIVE_BACK(Set.of(Actor.CLOCK), Set.of(State.EXPIRED));

        @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
        private final Set<Actor> by;

        @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
        private final Set<State> in;

        Action(Set<Actor> by, Set<State> in) {
            this.by = by;
            this.in = in;
        }
    }

    /**
     * Lets only through what the table allows.
     *
     * @throws FlorinException {@link ProblemType#FORBIDDEN} if this is for others to decide, in whatever state;
     *     {@link ProblemType#ESCROW_STATE_CONFLICT} if it is too late or too early for it
     */
    void require(Action action, Actor actor) {
        if (!action.by.contains(actor)) {
            throw new FlorinException(ProblemType.FORBIDDEN, "This is not for you to decide.");
        }
        if (!action.in.contains(state)) {
            throw new FlorinException(
                    ProblemType.ESCROW_STATE_CONFLICT, "The escrow does not allow this while it is " + state + ".");
        }
    }

    /** The same as a question. */
    boolean allows(Action action, Actor actor) {
        return action.by.contains(actor) && action.in.contains(state);
    }

    /** Since when an escrow that has lapsed is due back. */
    Instant dueBackSince() {
        return lapsedAt == null ? agreement.deadline() : lapsedAt;
    }

    /** As what a user acts; nobody's business of anybody else. */
    @Nullable
    Actor actor(String user) {
        if (agreement.buyer().equals(user)) {
            return Actor.BUYER;
        }
        return agreement.seller().equals(user) ? Actor.SELLER : null;
    }

    /** What the clock has to do by now, if anything: late is who comes too late, not who looks too late. */
    @Nullable
    Action dueBy(Instant now) {
        if (actsAt == null || now.isBefore(actsAt)) {
            return null;
        }
        return deliveredAt == null && receivedAt == null ? Action.EXPIRE : Action.RELEASE;
    }

    boolean hasConfirmed(Actor actor) {
        return actor == Actor.SELLER ? deliveredAt != null : receivedAt != null;
    }

    /** The first confirmation starts the inspection; with the second it is over. */
    Escrow confirmedBy(Actor actor, Instant now) {
        Instant delivered = actor == Actor.SELLER ? now : deliveredAt;
        Instant received = actor == Actor.BUYER ? now : receivedAt;
        boolean both = delivered != null && received != null;
        Instant acts = both ? now : now.plus(agreement.inspection());
        return new Escrow(
                id,
                agreement,
                state,
                funds,
                paidMilestones,
                hold,
                version + 1,
                delivered,
                received,
                acts,
                lapsedAt,
                createdAt,
                now);
    }

    /**
     * In another state, with the clock stopped. What lapses is due back since its deadline, whenever that is noticed.
     */
    Escrow become(State next, Instant now) {
        Instant over = actsAt == null ? now : actsAt;
        Instant lapsed = next == State.EXPIRED && funds.held().isPositive() ? over : lapsedAt;
        return new Escrow(
                id,
                agreement,
                next,
                funds,
                paidMilestones,
                hold,
                version + 1,
                deliveredAt,
                receivedAt,
                null,
                lapsed,
                createdAt,
                now);
    }

    /** With the next thing that the clock does put off. */
    Escrow puttingOff(@Nullable Instant acts, Instant now) {
        return new Escrow(
                id,
                agreement,
                state,
                funds,
                paidMilestones,
                hold,
                version + 1,
                deliveredAt,
                receivedAt,
                acts,
                lapsedAt,
                createdAt,
                now);
    }

    /** After a movement of its money. */
    Escrow moved(Movement movement, Instant now) {
        Funds.Division division = movement.division();
        boolean funding = movement.kind().isFunding();
        Funds next = funding ? Funds.funded(agreement.price()) : funds.after(division);
        State to = switch (movement.kind()) {
            case FUND, PAYMENT -> State.HELD;
            case GIVE_BACK -> State.REFUNDED;
            case RELEASE, REFUND, RESOLVE -> settled(next);
        };
        boolean open = to == State.HELD || to == State.PARTIALLY_RELEASED;
        Instant acts = funding ? agreement.deadline() : open ? actsAt : null;
        return new Escrow(
                id,
                agreement,
                to,
                next,
                with(movement.milestone()),
                movement.holdAfter(),
                version + 1,
                deliveredAt,
                receivedAt,
                acts,
                lapsedAt,
                createdAt,
                now);
    }

    private static State settled(Funds next) {
        boolean paidAny = next.paid().isPositive();
        if (next.held().isPositive()) {
            return paidAny ? State.PARTIALLY_RELEASED : State.HELD;
        }
        return paidAny ? State.RELEASED : State.REFUNDED;
    }

    private List<String> with(@Nullable String milestone) {
        return milestone == null
                ? paidMilestones
                : Stream.concat(paidMilestones.stream(), Stream.of(milestone)).toList();
    }
}
