package dev.florin.escrow.escrow;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.event.EscrowEvent;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.id.Ids;
import dev.florin.common.idempotency.Answer;
import dev.florin.common.idempotency.IdempotencyService;
import dev.florin.common.money.Money;
import dev.florin.common.outbox.RelayJob;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.trace.TraceParent;
import dev.florin.escrow.event.StoryService;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What people, and the clock, do with escrows. Every step first finishes the movement that is under way, then does what
 * the clock should have done, and only then decides: the outcome does not depend on which replica's job ran when.
 */
@Singleton
public class EscrowService {
    private final EscrowStore escrows;
    private final MovementStore movements;
    private final SettlementService settlement;
    private final IdempotencyService idempotency;
    private final StoryService stories;
    private final RelayJob relay;
    private final EscrowConfig config;
    private final Clock clock;
    private final EscrowStories words;

    EscrowService(
            EscrowStore escrows,
            MovementStore movements,
            SettlementService settlement,
            IdempotencyService idempotency,
            StoryService stories,
            RelayJob relay,
            EscrowConfig config,
            Clock clock) {
        this.escrows = escrows;
        this.movements = movements;
        this.settlement = settlement;
        this.idempotency = idempotency;
        this.stories = stories;
        this.relay = relay;
        this.config = config;
        this.clock = clock;
        this.words = new EscrowStories(config.operators().orElse(List.of()));
    }

    /** One page, newest first; the cursor is absent on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record EscrowPage(
            List<EscrowView> escrows, @Nullable String nextCursor) {}

    /** Says which movement a request wants, of the escrow as it stands. */
    @FunctionalInterface
    interface Plan {
        Movement of(Escrow escrow, Movement.Cause cause);
    }

    /** Changes an escrow without moving money. */
    @FunctionalInterface
    interface Change {
        /** Empty if nothing has to be changed. */
        Optional<Changed> of(Escrow escrow);
    }

    /** @param along what else is stored, in the same transaction */
    record Changed(Escrow after, Transition transition, Along along, List<FlorinEvent> more) {}

    /** What is stored along with a change. */
    @FunctionalInterface
    interface Along {
        Along NOTHING = _ -> {};

        void store(Connection transaction) throws SQLException;
    }

    /** Makes an escrow, once per key. */
    public Answer<EscrowView> create(String buyer, @Nullable String key, EscrowRequest request, String trace) {
        return idempotency.once(buyer, key, id -> {
            UUID fingerprint = Ids.derived(request.toString());
            boolean isNew = escrows.fingerprint(id).isEmpty()
                    && open(id, request.agreement(buyer, config, now()), fingerprint, trace);
            requireSame(escrows.fingerprint(id).orElseThrow(EscrowService::notFound), fingerprint);
            Escrow escrow = escrows.escrow(id).orElseThrow(EscrowService::notFound);
            return new Answer<>(EscrowView.of(asMade(escrow)), !isNew);
        });
    }

    private boolean open(UUID id, Agreement agreement, UUID fingerprint, String trace) {
        Instant now = now();
        Escrow escrow = Escrow.made(id, agreement, now);
        Transition first = Transition.first(escrow);
        boolean opened = escrows.inTransaction(transaction -> {
            boolean isNew = escrows.create(transaction, escrow, fingerprint);
            if (isNew) {
                escrows.record(transaction, id, first);
                stories.tell(transaction, words.of(escrow, first, null, trace, List.of()));
            }
            return isNew;
        });
        relay.wake();
        return opened;
    }

    /** The answer to the request that made it, whatever has become of it. */
    private static Escrow asMade(Escrow escrow) {
        return Escrow.made(escrow.id(), escrow.agreement(), escrow.createdAt());
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND}, also for somebody else's */
    public EscrowView escrow(String user, UUID id) {
        return EscrowView.of(visible(user, id));
    }

    /** All escrows of a user, on either side, newest first. */
    public EscrowPage escrows(String user, int limit, @Nullable String cursor) {
        List<Escrow> found = escrows.escrows(user, TimeCursor.of(cursor), limit + 1);
        List<Escrow> page = found.subList(0, Math.min(limit, found.size()));
        return new EscrowPage(
                page.stream().map(EscrowView::of).toList(),
                found.size() > limit
                        ? new TimeCursor(
                                        page.getLast().createdAt(),
                                        page.getLast().id())
                                .text()
                        : null);
    }

    /** What happened to it, oldest first. */
    public List<TransitionView> timeline(String user, UUID id) {
        Escrow escrow = visible(user, id);
        return escrows.timeline(id, escrow.agreement().amount().asset()).stream()
                .map(TransitionView::of)
                .toList();
    }

    /** The users whose escrow it is. */
    public List<String> parties(UUID id) {
        Agreement agreement =
                escrows.escrow(id).orElseThrow(EscrowService::notFound).agreement();
        return List.of(agreement.buyer(), agreement.seller());
    }

    /** The buyer's money is set aside. */
    public Answer<EscrowView> fund(String user, UUID id, @Nullable String key, String trace) {
        return moveOnce(user, id, key, Ids.derived("fund", id.toString()), trace, null, (escrow, cause) -> {
            escrow.require(Escrow.Action.FUND, party(escrow, user));
            return Movement.funding(escrow, Movement.Kind.FUND, cause);
        });
    }

    /** Money goes to the seller: all that is open, a milestone, or a part. */
    public Answer<EscrowView> release(String user, UUID id, @Nullable String key, PartRequest part, String trace) {
        UUID fingerprint = Ids.derived("release", id.toString(), part.toString());
        return moveOnce(user, id, key, fingerprint, trace, part.reason(), (escrow, cause) -> {
            escrow.require(Escrow.Action.RELEASE, party(escrow, user));
            Money zero = Money.zero(escrow.agreement().amount().asset());
            return Movement.dividing(escrow, Movement.Kind.RELEASE, cause, part.milestoneId(), part.of(escrow), zero);
        });
    }

    /** Money goes back to the buyer: all that is open, or a part. */
    public Answer<EscrowView> refund(String user, UUID id, @Nullable String key, PartRequest part, String trace) {
        UUID fingerprint = Ids.derived("refund", id.toString(), part.toString());
        return moveOnce(user, id, key, fingerprint, trace, part.reason(), (escrow, cause) -> {
            escrow.require(Escrow.Action.REFUND, party(escrow, user));
            Money zero = Money.zero(escrow.agreement().amount().asset());
            return Movement.dividing(escrow, Movement.Kind.REFUND, cause, null, zero, part.withoutMilestone(escrow));
        });
    }

    /** Called off before any money came. */
    public EscrowView cancel(String user, UUID id, @Nullable String reason, String trace) {
        return change(user, id, trace, escrow -> {
            if (escrow.state() == Escrow.State.CANCELLED) {
                return Optional.empty();
            }
            escrow.require(Escrow.Action.CANCEL, party(escrow, user));
            Escrow after = escrow.become(Escrow.State.CANCELLED, now());
            return Optional.of(new Changed(
                    after, Transition.of(escrow, after, "cancelled", user, reason), Along.NOTHING, List.of()));
        });
    }

    /** The seller confirms delivery, the buyer receipt; with both the money is released. */
    public EscrowView confirm(String user, UUID id, String trace) {
        change(user, id, trace, escrow -> {
            Escrow.Actor actor = party(escrow, user);
            if (escrow.hasConfirmed(actor)) {
                return Optional.empty();
            }
            escrow.require(Escrow.Action.CONFIRM, actor);
            Escrow after = escrow.confirmedBy(actor, now());
            boolean seller = actor == Escrow.Actor.SELLER;
            return Optional.of(new Changed(
                    after,
                    Transition.of(escrow, after, seller ? "delivery_confirmed" : "receipt_confirmed", user, null),
                    Along.NOTHING,
                    List.of(new EscrowEvent.ConfirmationAdded(
                            id.toString(), user, seller ? "seller" : "buyer", "confirmed"))));
        });
        return EscrowView.of(current(id));
    }

    /** Does what the clock has to do with these escrows by now, as far as it can be done. */
    int catchUp() {
        List<UUID> late = escrows.late(now(), config.batch());
        late.forEach(this::current);
        return late.size();
    }

    /** The escrow with nothing under way and nothing overdue. */
    Escrow current(UUID id) {
        Escrow escrow = settlement.settled(id);
        for (int race = 0; race < config.races(); race++) {
            Escrow.Action due = escrow.dueBy(now());
            if (due == null) {
                return escrow;
            }
            if (due == Escrow.Action.EXPIRE) {
                expire(escrow);
            } else {
                releaseByClock(escrow);
            }
            escrow = settlement.settled(id);
        }
        return escrow;
    }

    private void expire(Escrow escrow) {
        Escrow after = escrow.become(Escrow.State.EXPIRED, now());
        store(
                escrow,
                new Changed(
                        after,
                        Transition.of(escrow, after, "expired", Movement.SYSTEM, "deadline"),
                        Along.NOTHING,
                        List.of()),
                null);
    }

    private void releaseByClock(Escrow escrow) {
        int attempt = movements.refusals(escrow.id(), Movement.Kind.RELEASE) + 1;
        String why = escrow.deliveredAt() != null && escrow.receivedAt() != null ? "confirmed" : "inspection_over";
        String key = "release:escrow:" + escrow.id() + ":" + escrow.version() + ":" + attempt;
        Movement.Cause cause =
                new Movement.Cause(Ids.derived(key), Movement.SYSTEM, why, Ids.derived(key, "clock"), null);
        Money open = escrow.funds().open(escrow.agreement());
        Movement release =
                Movement.dividing(escrow, Movement.Kind.RELEASE, cause, null, open, Money.zero(open.asset()));
        if (settlement.begin(escrow, release)) {
            settlement.settle(release);
        }
    }

    /** Has a movement done once per key; the answer is that of the first time. */
    private Answer<EscrowView> moveOnce(
            String user,
            UUID id,
            @Nullable String key,
            UUID fingerprint,
            String trace,
            @Nullable String reason,
            Plan plan) {
        return idempotency.once(user, key, movement -> {
            Optional<MovementStore.Known> known = settlement.movement(movement);
            if (known.isPresent()) {
                requireSame(known.get().movement().fingerprint(), fingerprint);
                return new Answer<>(answer(ended(known.get()), true), true);
            }
            visible(user, id);
            Movement.Cause cause = new Movement.Cause(movement, user, reason, fingerprint, trace);
            return new Answer<>(answer(move(id, cause, plan), false), false);
        });
    }

    /** Decides on the escrow as it stands, as often as somebody else is faster. */
    MovementStore.Known move(UUID id, Movement.Cause cause, Plan plan) {
        for (int race = 0; race < config.races(); race++) {
            Escrow escrow = current(id);
            Movement movement = plan.of(escrow, cause);
            if (settlement.begin(escrow, movement)) {
                return settlement.settle(movement);
            }
            Optional<MovementStore.Known> same = settlement.movement(cause.id());
            if (same.isPresent()) {
                return ended(same.get());
            }
        }
        throw new FlorinException(ProblemType.TOO_BUSY, "Too much happens to this escrow at once; repeat the request.");
    }

    private MovementStore.Known ended(MovementStore.Known known) {
        return known.isPending() ? settlement.settle(known.movement()) : known;
    }

    static EscrowView answer(MovementStore.Known known, boolean replayed) {
        if (known.refusal() != null) {
            ProblemType reason = known.refusal();
            FlorinException refusal = new FlorinException(reason, reason.title() + ".");
            String trace = known.movement().trace();
            throw replayed && trace != null
                    ? refusal.asReplayOf(TraceParent.continued(trace).traceId())
                    : refusal;
        }
        if (known.answer() == null) {
            throw new IllegalStateException("the movement has no end");
        }
        return EscrowView.read(known.answer());
    }

    /** Changes the escrow of a party without moving money. */
    EscrowView change(String user, UUID id, @Nullable String trace, Change change) {
        visible(user, id);
        for (int race = 0; race < config.races(); race++) {
            Escrow escrow = current(id);
            Optional<Changed> changed = change.of(escrow);
            if (changed.isEmpty() || store(escrow, changed.get(), trace)) {
                return EscrowView.of(changed.map(Changed::after).orElse(escrow));
            }
        }
        throw new FlorinException(ProblemType.TOO_BUSY, "Too much happens to this escrow at once; repeat the request.");
    }

    private boolean store(Escrow before, Changed changed, @Nullable String trace) {
        boolean stored = escrows.inTransaction(transaction -> {
            if (!escrows.change(transaction, before, changed.after())) {
                return false;
            }
            changed.along().store(transaction);
            escrows.record(transaction, before.id(), changed.transition());
            stories.tell(transaction, words.of(changed.after(), changed.transition(), null, trace, changed.more()));
            return true;
        });
        relay.wake();
        return stored;
    }

    Escrow visible(String user, UUID id) {
        return escrows.escrow(id).filter(escrow -> escrow.actor(user) != null).orElseThrow(EscrowService::notFound);
    }

    static Escrow.Actor party(Escrow escrow, String user) {
        Escrow.Actor actor = escrow.actor(user);
        if (actor == null) {
            throw notFound();
        }
        return actor;
    }

    private static void requireSame(UUID known, UUID fingerprint) {
        if (!known.equals(fingerprint)) {
            throw IdempotencyService.reused();
        }
    }

    static FlorinException notFound() {
        return new FlorinException(ProblemType.NOT_FOUND, "You have no such escrow.");
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
