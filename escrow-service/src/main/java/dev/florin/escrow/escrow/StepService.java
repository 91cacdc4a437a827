package dev.florin.escrow.escrow;

import dev.florin.common.database.DatabaseException;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.id.Ids;
import dev.florin.common.idempotency.Answer;
import dev.florin.common.idempotency.IdempotencyService;
import dev.florin.common.money.Money;
import dev.florin.common.outbox.RelayJob;
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
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * How a step on an escrow is taken, whoever takes it: first the movement that is under way is finished, then what the
 * clock should have done is done, and only then it is decided. So the outcome does not depend on which replica's job
 * ran when.
 */
@Singleton
public class StepService {
    private static final Logger LOG = Logger.getLogger(StepService.class);

    private final EscrowStore escrows;
    private final MovementStore movements;
    private final SettlementService settlement;
    private final IdempotencyService idempotency;
    private final StoryService stories;
    private final RelayJob relay;
    private final EscrowConfig config;
    private final Clock clock;
    private final EscrowStories words;

    StepService(
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

    /**
     * Does what the clock has to do with these escrows by now, as far as it can be done; one that cannot be done now
     * does not stop the others.
     *
     * @return how many were done
     */
    int catchUp() {
        int done = 0;
        for (UUID late : escrows.late(now(), config.batch())) {
            try {
                current(late);
                done++;
            } catch (FlorinException | DatabaseException | IllegalStateException e) {
                LOG.warnf("Escrow %s waits: %s", late, e.getMessage());
            }
        }
        return done;
    }

    /** The escrow with nothing under way and nothing overdue. */
    Escrow current(UUID id) {
        return current(id, null);
    }

    /**
     * The same, for a party of it.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND} for anybody else, before anything is done
     */
    private Escrow current(UUID id, @Nullable String user) {
        Escrow escrow = settlement.settled(id, user);
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
            escrow = settlement.settled(id, user);
        }
        return escrow;
    }

    /** Does at once what the clock has put off after a refusal. */
    void retry(UUID id) {
        Escrow escrow = current(id);
        boolean hurried = escrow.actsAt() != null
                && escrows.inTransaction(transaction -> {
                    Instant now = now();
                    // An inspection that is not over is not cut short: only what the clock wanted before was put off.
                    return movements.releasesRefusedToTheClock(transaction, id) > 0
                            && escrows.change(transaction, escrow, escrow.puttingOff(now, now));
                });
        if (hurried) {
            current(id);
        }
    }

    private void expire(Escrow escrow) {
        escrow.require(Escrow.Action.EXPIRE, Escrow.Actor.CLOCK);
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
        escrow.require(Escrow.Action.RELEASE, Escrow.Actor.CLOCK);
        int attempt = movements.refusals(escrow.id(), Movement.Kind.RELEASE) + 1;
        String why = escrow.deliveredAt() != null && escrow.receivedAt() != null ? "confirmed" : "inspection_over";
        String key = "release:escrow:" + escrow.id() + ":" + escrow.version() + ":" + attempt;
        Movement.Cause cause =
                new Movement.Cause(Ids.derived(key), Movement.SYSTEM, why, Ids.derived(key, "clock"), null);
        Money open = escrow.funds().open(escrow.agreement());
        Movement release =
                Movement.dividing(escrow, Movement.Kind.RELEASE, cause, null, open, Money.zero(open.asset()));
        settlement.begin(escrow, release).ifPresent(begun -> settlement.settle(begun, release));
    }

    /** Decides on the escrow as it stands, as often as somebody else is faster. */
    MovementStore.Known move(UUID id, Movement.Cause cause, Plan plan) {
        return move(id, null, cause, plan);
    }

    /** The same for a party, who is the only one to learn of it. */
    MovementStore.Known moveFor(String party, UUID id, Movement.Cause cause, Plan plan) {
        return move(id, party, cause, plan);
    }

    private MovementStore.Known move(UUID id, @Nullable String party, Movement.Cause cause, Plan plan) {
        for (int race = 0; race < config.races(); race++) {
            Escrow escrow = current(id, party);
            Movement movement = plan.of(escrow, cause);
            Optional<Escrow> begun = settlement.begin(escrow, movement);
            if (begun.isPresent()) {
                return settlement.settle(begun.get(), movement);
            }
            Optional<MovementStore.Known> same = settlement.movement(cause.id());
            if (same.isPresent()) {
                return ended(same.get());
            }
        }
        throw new FlorinException(ProblemType.TOO_BUSY, "Too much happens to this escrow at once; repeat the request.");
    }

    MovementStore.Known ended(MovementStore.Known known) {
        return known.isPending() ? settlement.settle(known.movement()) : known;
    }

    /**
     * Has a movement done once per key; the answer is that of the first time.
     *
     * @param move does it, under the id that it gets
     */
    Answer<EscrowView> once(
            String caller, @Nullable String key, UUID fingerprint, Function<UUID, MovementStore.Known> move) {
        return idempotency.once(caller, key, id -> {
            boolean isNew = escrows.isUnused(id);
            // Somebody with the same key on another replica may have been faster even where it looked new.
            MovementStore.Known known =
                    isNew ? move.apply(id) : settlement.movement(id).orElseThrow(IdempotencyService::reused);
            if (!known.movement().fingerprint().equals(fingerprint)) {
                throw IdempotencyService.reused();
            }
            return new Answer<>(answer(ended(known), !isNew), !isNew);
        });
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
        for (int race = 0; race < config.races(); race++) {
            Escrow escrow = current(id, user);
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
        return escrows.escrow(id).filter(escrow -> escrow.actor(user) != null).orElseThrow(StepService::notFound);
    }

    static Escrow.Actor party(Escrow escrow, String user) {
        Escrow.Actor actor = escrow.actor(user);
        if (actor == null) {
            throw notFound();
        }
        return actor;
    }

    static FlorinException notFound() {
        return new FlorinException(ProblemType.NOT_FOUND, "You have no such escrow.");
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
