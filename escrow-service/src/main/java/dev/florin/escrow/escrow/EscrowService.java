package dev.florin.escrow.escrow;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.id.Ids;
import dev.florin.common.idempotency.Answer;
import dev.florin.common.idempotency.IdempotencyService;
import dev.florin.common.money.Money;
import dev.florin.common.outbox.RelayJob;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.parallel.Batcher;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.escrow.event.Story;
import dev.florin.escrow.event.StoryService;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people do with escrows. */
@Singleton
public class EscrowService {
    private final EscrowStore escrows;
    private final StepService steps;
    private final IdempotencyService idempotency;
    private final StoryService stories;
    private final RelayJob relay;
    private final EscrowConfig config;
    private final EscrowStories words;
    private final Batcher<Opening, Boolean> openings;

    EscrowService(
            EscrowStore escrows,
            StepService steps,
            IdempotencyService idempotency,
            StoryService stories,
            RelayJob relay,
            EscrowConfig config) {
        this.escrows = escrows;
        this.steps = steps;
        this.idempotency = idempotency;
        this.stories = stories;
        this.relay = relay;
        this.config = config;
        this.words = new EscrowStories(config.operators().orElse(List.of()));
        this.openings = new Batcher<>(
                this::openAll, DatabaseException::isOutage, one -> one.escrow().id());
    }

    /** An escrow that is to be made, and the trace of the request. */
    private record Opening(Escrow escrow, UUID fingerprint, String trace) {}

    /** One page, newest first; the cursor is absent on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record EscrowPage(
            List<EscrowView> escrows, @Nullable String nextCursor) {}

    /** Makes an escrow, once per key. */
    public Answer<EscrowView> create(String buyer, @Nullable String key, EscrowRequest request, String trace) {
        return idempotency.once(buyer, key, id -> {
            UUID fingerprint = Ids.derived(request.toString());
            if (escrows.isUnused(id)) {
                Escrow made = Escrow.made(id, request.agreement(buyer, config, steps.now()), steps.now());
                if (openings.call(new Opening(made, fingerprint, trace))) {
                    return new Answer<>(EscrowView.of(made), false);
                }
            }
            if (!escrows.fingerprint(id).orElseThrow(IdempotencyService::reused).equals(fingerprint)) {
                throw IdempotencyService.reused();
            }
            Escrow escrow = escrows.escrow(id).orElseThrow(StepService::notFound);
            return new Answer<>(EscrowView.of(asMade(escrow)), true);
        });
    }

    private List<Boolean> openAll(List<Opening> all) {
        Set<UUID> opened = escrows.inTransaction(transaction -> {
            Set<UUID> isNew = escrows.create(
                    transaction,
                    all.stream()
                            .map(one -> new EscrowStore.Opening(one.escrow(), one.fingerprint()))
                            .toList());
            List<Opening> first = all.stream()
                    .filter(one -> isNew.contains(one.escrow().id()))
                    .toList();
            if (!first.isEmpty()) {
                tell(transaction, first);
            }
            return isNew;
        });
        relay.wake();
        return all.stream().map(one -> opened.contains(one.escrow().id())).toList();
    }

    private void tell(Connection transaction, List<Opening> opened) throws SQLException {
        List<EscrowStore.Recording> transitions = new ArrayList<>();
        List<Story> told = new ArrayList<>();
        for (Opening one : opened) {
            Transition first = Transition.first(one.escrow());
            transitions.add(new EscrowStore.Recording(one.escrow().id(), first));
            told.addAll(words.of(one.escrow(), first, null, one.trace(), List.of()));
        }
        escrows.record(transaction, transitions);
        stories.tell(transaction, told);
    }

    /** The answer to the request that made it, whatever has become of it. */
    private static Escrow asMade(Escrow escrow) {
        return Escrow.made(escrow.id(), escrow.agreement(), escrow.createdAt());
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND}, also for somebody else's */
    public EscrowView escrow(String user, UUID id) {
        return EscrowView.of(steps.visible(user, id));
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

    /** A page of what happened to it, oldest first. */
    public TimelinePage timeline(String user, UUID id, int limit, @Nullable String cursor) {
        return TimelinePage.of(escrows.timeline(steps.visible(user, id), TimelinePage.after(cursor), limit + 1), limit);
    }

    /** The users whose escrow it is. */
    public List<String> parties(UUID id) {
        Agreement agreement =
                escrows.escrow(id).orElseThrow(StepService::notFound).agreement();
        return List.of(agreement.buyer(), agreement.seller());
    }

    /** The buyer's money is set aside. */
    public Answer<EscrowView> fund(String user, UUID id, @Nullable String key, String trace) {
        return moveOnce(user, id, key, Ids.derived("fund", id.toString()), trace, null, (escrow, cause) -> {
            escrow.require(Escrow.Action.FUND, StepService.party(escrow, user));
            return Movement.funding(escrow, Movement.Kind.FUND, cause);
        });
    }

    /** Money goes to the seller: all that is open, a milestone, or a part. */
    public Answer<EscrowView> release(String user, UUID id, @Nullable String key, PartRequest part, String trace) {
        UUID fingerprint = Ids.derived("release", id.toString(), part.toString());
        return moveOnce(user, id, key, fingerprint, trace, part.reason(), (escrow, cause) -> {
            escrow.require(Escrow.Action.RELEASE, StepService.party(escrow, user));
            Money zero = Money.zero(escrow.agreement().amount().asset());
            return Movement.dividing(escrow, Movement.Kind.RELEASE, cause, part.milestoneId(), part.of(escrow), zero);
        });
    }

    /** Money goes back to the buyer: all that is open, or a part. */
    public Answer<EscrowView> refund(String user, UUID id, @Nullable String key, PartRequest part, String trace) {
        UUID fingerprint = Ids.derived("refund", id.toString(), part.toString());
        return moveOnce(user, id, key, fingerprint, trace, part.reason(), (escrow, cause) -> {
            escrow.require(Escrow.Action.REFUND, StepService.party(escrow, user));
            Money zero = Money.zero(escrow.agreement().amount().asset());
            return Movement.dividing(escrow, Movement.Kind.REFUND, cause, null, zero, part.withoutMilestone(escrow));
        });
    }

    /** Called off before any money came. */
    public EscrowView cancel(String user, UUID id, ReasonRequest why, String trace) {
        return steps.change(user, id, trace, escrow -> {
            if (escrow.state() == Escrow.State.CANCELLED) {
                return Optional.empty();
            }
            escrow.require(Escrow.Action.CANCEL, StepService.party(escrow, user));
            Escrow after = escrow.become(Escrow.State.CANCELLED, steps.now());
            return Optional.of(new StepService.Changed(
                    after,
                    Transition.of(escrow, after, "cancelled", user, why.reason()),
                    StepService.Along.NOTHING,
                    List.of()));
        });
    }

    private Answer<EscrowView> moveOnce(
            String user,
            UUID id,
            @Nullable String key,
            UUID fingerprint,
            String trace,
            @Nullable String reason,
            StepService.Plan plan) {
        return steps.once(
                user,
                key,
                fingerprint,
                movement ->
                        steps.moveFor(user, id, new Movement.Cause(movement, user, reason, fingerprint, trace), plan));
    }
}
