package dev.florin.escrow.escrow;

import dev.florin.common.database.DatabaseException;
import dev.florin.common.event.EscrowEvent;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.outbox.RelayJob;
import dev.florin.common.parallel.Batcher;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.refund.RefundLatencyService;
import dev.florin.escrow.event.Story;
import dev.florin.escrow.event.StoryService;
import dev.florin.escrow.unsettled.Retry;
import dev.florin.escrow.unsettled.UnsettledConfig;
import dev.florin.escrow.wallet.LedgerAnswer;
import dev.florin.escrow.wallet.WalletClient;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Moves the money of an escrow in three steps: the intent is committed, the ledger is asked, the end is committed with
 * what is told. Between any two of them everything may crash; whoever finds the intent goes on from there, and asks the
 * ledger the same under the same ids.
 */
@Singleton
public class SettlementService {
    private static final Logger LOG = Logger.getLogger(SettlementService.class);

    private final EscrowStore escrows;
    private final MovementStore movements;
    private final DisputeStore disputes;
    private final WalletClient wallet;
    private final StoryService stories;
    private final RelayJob relay;
    private final EscrowConfig config;
    private final UnsettledConfig unsettled;
    private final Clock clock;
    private final RefundLatencyService latencies;
    private final EscrowStories words;
    private final Batcher<MovementStore.End, Boolean> ends;

    SettlementService(
            EscrowStore escrows,
            MovementStore movements,
            DisputeStore disputes,
            WalletClient wallet,
            StoryService stories,
            RelayJob relay,
            EscrowConfig config,
            UnsettledConfig unsettled,
            Clock clock,
            RefundLatencyService latencies) {
        this.escrows = escrows;
        this.movements = movements;
        this.disputes = disputes;
        this.wallet = wallet;
        this.stories = stories;
        this.relay = relay;
        this.config = config;
        this.unsettled = unsettled;
        this.clock = clock;
        this.latencies = latencies;
        this.words = new EscrowStories(config.operators().orElse(List.of()));
        this.ends = new Batcher<>(
                this::finishAll,
                DatabaseException::isOutage,
                end -> end.movement().id());
    }

    Optional<MovementStore.Known> movement(UUID id) {
        return movements.movement(id);
    }

    /**
     * Commits the intent.
     *
     * @return the escrow with it; empty if it changed meanwhile, or has a movement under way
     */
    Optional<Escrow> begin(Escrow escrow, Movement movement) {
        Instant now = now();
        Escrow begun = escrow.puttingOff(escrow.actsAt(), now);
        boolean first = movements.begin(new MovementStore.Intent(escrow, movement, now, now.plus(config.lease())));
        return first ? Optional.of(begun) : Optional.empty();
    }

    /**
     * Brings a movement to its end, whoever began it; once it has one, it stays.
     *
     * @throws FlorinException {@link ProblemType#LEDGER_UNAVAILABLE}; the job goes on with it
     */
    MovementStore.Known settle(Movement movement) {
        return settle(found(movement.escrow()), movement);
    }

    /** @param escrow with the movement begun: as long as it is under way nobody else changes it */
    MovementStore.Known settle(Escrow escrow, Movement movement) {
        Optional<MovementStore.Known> ended =
                switch (wallet.apply(movement.steps(escrow.agreement()), movement.trace())) {
                    case LedgerAnswer.Done _ -> finish(escrow, movement);
                    case LedgerAnswer.Refused refused -> refuse(escrow, movement, refused.reason());
                    case LedgerAnswer.Unknown unknown -> {
                        movements.note(movement.id(), unknown.why());
                        throw unknown.asException();
                    }
                };
        return ended.or(() -> movements.movement(movement.id()))
                .orElseThrow(() -> new IllegalStateException("the movement " + movement.id() + " is gone"));
    }

    /**
     * Finishes what is under way for an escrow, if anything is, and gives it as it stands then.
     *
     * @param user who has to be a party of it; none means that anybody may
     */
    Escrow settled(UUID id, @Nullable String user) {
        EscrowStore.Standing standing = standing(id, user);
        while (standing.isMoving()) {
            movements.pending(id).ifPresent(this::settle);
            standing = standing(id, user);
        }
        return standing.escrow();
    }

    private EscrowStore.Standing standing(UUID id, @Nullable String user) {
        return escrows.standing(id)
                .filter(standing -> user == null || standing.escrow().actor(user) != null)
                .orElseThrow(StepService::notFound);
    }

    /** Finishes what a crash has left behind; one that cannot be finished now does not stop the others. */
    int settleLeftBehind() {
        Instant now = now();
        List<MovementStore.Taken> left = movements.takeLeftBehind(now, now.plus(config.lease()), config.batch());
        for (MovementStore.Taken taken : left) {
            Movement movement = taken.movement();
            try {
                settle(movement);
            } catch (FlorinException | DatabaseException | IllegalStateException e) {
                LOG.warnf("Movement %s of escrow %s waits: %s", movement.id(), movement.escrow(), e.getMessage());
                postpone(taken, e);
            }
        }
        return left.size();
    }

    /** Each time in vain makes the wait longer; the lease holds if not even this can be written. */
    private void postpone(MovementStore.Taken taken, RuntimeException problem) {
        Instant next = now().plus(Retry.after(taken.tries(), unsettled.backOff(), unsettled.maxBackOff()));
        try {
            if (!(problem instanceof FlorinException)) {
                movements.note(taken.movement().id(), problem.toString());
            }
            movements.postpone(taken.movement().id(), next);
        } catch (DatabaseException e) {
            LOG.warnf("Movement %s waits for its lease: %s", taken.movement().id(), e.getMessage());
        }
    }

    /** @return its end; empty if somebody else was faster */
    private Optional<MovementStore.Known> finish(Escrow before, Movement movement) {
        Instant now = now();
        Escrow after = before.moved(movement, now);
        String answer = EscrowView.of(after).text();
        boolean first = ends.call(new MovementStore.End(before, after, movement, answer, now));
        if (!first) {
            return Optional.empty();
        }
        relay.wake();
        LOG.infof(
                "Escrow %s: Id=%s, Amount=%s, By=%s",
                action(movement.kind()), movement.escrow(), movement.amount(), movement.actor());
        if (movement.kind() == Movement.Kind.GIVE_BACK) {
            latencies.refunded(EscrowRefundsService.KIND, before.dueBackSince(), now);
        }
        return Optional.of(new MovementStore.Known(movement, null, answer, now));
    }

    private List<Boolean> finishAll(List<MovementStore.End> all) {
        Set<UUID> pending = escrows.inTransaction(transaction -> {
            Set<UUID> first = movements.finish(transaction, all);
            List<MovementStore.End> ended = all.stream()
                    .filter(end -> first.contains(end.movement().id()))
                    .toList();
            if (!ended.isEmpty()) {
                change(transaction, ended);
                tell(transaction, ended);
            }
            return first;
        });
        return all.stream().map(end -> pending.contains(end.movement().id())).toList();
    }

    private void change(Connection transaction, List<MovementStore.End> ends) throws SQLException {
        List<EscrowStore.Changing> changes = ends.stream()
                .map(end -> new EscrowStore.Changing(end.before(), end.after()))
                .toList();
        Set<UUID> changed = escrows.change(transaction, changes);
        if (changed.size() != ends.size()) {
            throw new IllegalStateException("an escrow changed under a movement");
        }
    }

    private void tell(Connection transaction, List<MovementStore.End> ends) throws SQLException {
        List<EscrowStore.Recording> transitions = new ArrayList<>();
        List<Story> told = new ArrayList<>();
        for (MovementStore.End end : ends) {
            Movement movement = end.movement();
            Transition transition = Transition.of(
                    end.before(),
                    end.after(),
                    action(movement.kind()),
                    movement.actor(),
                    movement.reason(),
                    movement.amount());
            transitions.add(new EscrowStore.Recording(movement.escrow(), transition));
            List<FlorinEvent> more =
                    movement.kind() == Movement.Kind.RESOLVE ? List.of(resolved(transaction, end)) : List.of();
            told.addAll(words.of(end.after(), transition, movement.milestone(), movement.trace(), more));
        }
        escrows.record(transaction, transitions);
        stories.tell(transaction, told);
    }

    private FlorinEvent resolved(Connection transaction, MovementStore.End end) throws SQLException {
        Movement movement = end.movement();
        UUID dispute = disputes.requireOpen(transaction, movement.escrow());
        Funds.Division division = movement.division();
        String outcome = outcome(division);
        disputes.resolve(transaction, dispute, outcome, movement.actor(), movement.reason(), end.at());
        return new EscrowEvent.DisputeResolved(
                movement.escrow().toString(),
                dispute.toString(),
                outcome,
                division.toSeller().major(),
                division.toBuyer().major(),
                division.toFees().major(),
                division.pay().asset().code(),
                movement.reason(),
                end.after().state().name());
    }

    private static String outcome(Funds.Division division) {
        if (division.giveBack().isZero()) {
            return "release";
        }
        return division.pay().isZero() ? "refund" : "split";
    }

    /** What the clock wanted is wanted again later; people, and operators for a payment, decide for themselves. */
    private Optional<MovementStore.Known> refuse(Escrow escrow, Movement movement, ProblemType reason) {
        Instant now = now();
        boolean first = escrows.inTransaction(transaction -> {
            boolean refused = movements.refuse(transaction, movement.id(), reason, now);
            boolean byClock =
                    movement.actor().equals(Movement.SYSTEM) && !movement.kind().isFunding();
            if (refused && escrow.actsAt() != null && byClock) {
                int tries = movements.releasesRefusedToTheClock(transaction, escrow.id());
                Instant next = now.plus(Retry.after(tries, config.retry(), config.maxRetry()));
                escrows.change(transaction, escrow, escrow.puttingOff(next, now));
            }
            return refused;
        });
        LOG.warnf("Escrow not %s: Id=%s, %s", action(movement.kind()), movement.escrow(), reason.code());
        return first ? Optional.of(new MovementStore.Known(movement, reason, null, now)) : Optional.empty();
    }

    /** As the timeline and {@code event_type} call it. */
    private static String action(Movement.Kind kind) {
        return switch (kind) {
            case FUND -> "funded";
            case PAYMENT -> "payment_completed";
            case RELEASE -> "released";
            case REFUND, GIVE_BACK -> "refunded";
            case RESOLVE -> "dispute_resolved";
        };
    }

    private Escrow found(UUID id) {
        return escrows.escrow(id).orElseThrow(StepService::notFound);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
