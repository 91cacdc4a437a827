package dev.florin.escrow.escrow;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.event.EscrowEvent;
import dev.florin.common.id.Ids;
import dev.florin.common.idempotency.Answer;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.page.TimePage;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Freezes what is held, collects what the parties say, and has an operator's decision done once. */
@Singleton
public class DisputeService {
    private static final int MAX_REASON_LENGTH = 2000;
    private static final int MAX_TEXT_LENGTH = 10_000;
    private static final int MAX_REFERENCES = 20;
    private static final int MAX_REFERENCE_LENGTH = 500;

    private final StepService steps;
    private final DisputeStore disputes;
    private final EscrowStore escrows;
    private final EscrowConfig config;

    DisputeService(StepService steps, DisputeStore disputes, EscrowStore escrows, EscrowConfig config) {
        this.steps = steps;
        this.disputes = disputes;
        this.escrows = escrows;
        this.config = config;
    }

    /** One page, newest first; the cursor is absent on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record DisputePage(
            List<OpenDispute> disputes, @Nullable String nextCursor) {}

    /**
     * All that there is to decide on.
     *
     * @param transitions a page of its timeline, oldest first
     * @param dispute the newest, with what the parties brought; absent if there never was one
     * @param nextCursor where the timeline goes on; absent on its last page
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record EscrowFile(
            EscrowView escrow,
            List<TransitionView> transitions,
            @Nullable Dispute dispute,
            @Nullable String nextCursor) {}

    /** Body of {@code POST …/dispute}. */
    public record Raise(String reason) {
        public Raise {
            Required.field("reason", reason);
            Required.atMost(MAX_REASON_LENGTH, "reason", reason);
        }
    }

    /** Body of {@code POST …/dispute/evidence}. */
    public record Bring(String text, @Nullable List<String> references) {
        public Bring {
            Required.field("text", text);
            Required.atMost(MAX_TEXT_LENGTH, "text", text);
            for (String reference : references == null ? List.<String>of() : references) {
                Required.field("references", reference);
                Required.atMost(MAX_REFERENCE_LENGTH, "references", reference);
            }
            references = references == null ? List.of() : List.copyOf(references);
            if (references.size() > MAX_REFERENCES) {
                throw Required.invalid("references", "are at most " + MAX_REFERENCES);
            }
        }

        List<String> named() {
            return references == null ? List.of() : references;
        }
    }

    /**
     * Body of {@code POST /api/admin/escrows/{id}/resolve}.
     *
     * @param outcome {@code release, refund} or {@code split}
     * @param releaseAmount of what is open, for the seller, in major units; with {@code split} only
     */
    public record Resolve(
            String outcome,
            @Nullable BigDecimal releaseAmount,
            @Nullable String reason) {
        public Resolve {
            Required.field("outcome", outcome);
            Required.atMost(MAX_REASON_LENGTH, "reason", reason);
            if (outcome.equals("split") != (releaseAmount != null)) {
                throw Required.invalid("release_amount", "goes with split, and only with it");
            }
        }

        Money pay(Escrow escrow) {
            Money open = escrow.funds().open(escrow.agreement());
            return switch (outcome) {
                case "release" -> open;
                case "refund" -> Money.zero(open.asset());
                case "split" -> Money.positive(Objects.requireNonNull(releaseAmount), open.asset());
                default -> throw Required.invalid("outcome", "is release, refund or split");
            };
        }
    }

    /** A party disputes; again, it changes nothing. */
    public EscrowView raise(String user, UUID id, Raise request, String trace) {
        return steps.change(user, id, trace, escrow -> {
            if (escrow.state() == Escrow.State.DISPUTED) {
                return Optional.empty();
            }
            escrow.require(Escrow.Action.DISPUTE, StepService.party(escrow, user));
            Escrow after = escrow.become(Escrow.State.DISPUTED, steps.now());
            UUID dispute = Ids.fresh();
            return Optional.of(new StepService.Changed(
                    after,
                    Transition.of(escrow, after, "dispute_raised", user, request.reason()),
                    transaction -> disputes.raise(transaction, id, dispute, user, request.reason(), after.updatedAt()),
                    List.of(new EscrowEvent.DisputeRaised(
                            id.toString(),
                            dispute.toString(),
                            user,
                            request.reason(),
                            escrow.funds().held().major(),
                            escrow.funds().held().asset().code()))));
        });
    }

    /**
     * Adds what a party has to show; the other one hears that there is something, and reads it in the dispute. The same
     * again changes nothing.
     *
     * @throws FlorinException {@link ProblemType#QUOTA_EXCEEDED} after {@link EscrowConfig#maxEvidence}
     */
    public Dispute bring(String user, UUID id, Bring request, String trace) {
        steps.change(user, id, trace, escrow -> {
            escrow.require(Escrow.Action.ADD_EVIDENCE, StepService.party(escrow, user));
            // What comes in after this look changes the escrow as well, so that this is looked at anew.
            Dispute open = newest(id);
            if (open.has(user, request.text(), request.named())) {
                return Optional.empty();
            }
            open.requireRoom(user, config.maxEvidence());
            Escrow after = escrow.become(Escrow.State.DISPUTED, steps.now());
            Dispute.Evidence evidence =
                    new Dispute.Evidence(Ids.fresh(), user, request.text(), request.named(), after.updatedAt());
            return Optional.of(new StepService.Changed(
                    after,
                    Transition.of(escrow, after, "evidence_added", user, null),
                    transaction -> disputes.add(transaction, disputes.requireOpen(transaction, id), evidence),
                    List.of()));
        });
        return newest(id);
    }

    /** The newest dispute about an escrow of a party. */
    public Dispute dispute(String user, UUID id) {
        steps.visible(user, id);
        return newest(id);
    }

    /** Those that wait for a decision, newest first. */
    public DisputePage open(int limit, @Nullable String cursor) {
        TimePage<OpenDispute> page = TimePage.of(
                disputes.open(TimeCursor.of(cursor), limit + 1),
                limit,
                dispute -> new TimeCursor(dispute.raisedAt(), dispute.disputeId()));
        return new DisputePage(page.items(), page.nextCursor());
    }

    /**
     * @param limit of the timeline
     * @throws FlorinException {@link ProblemType#NOT_FOUND}
     */
    public EscrowFile file(UUID id, int limit, @Nullable String cursor) {
        Escrow escrow = escrows.escrow(id)
                .orElseThrow(() -> new FlorinException(ProblemType.NOT_FOUND, "There is no such escrow."));
        TimelinePage page = TimelinePage.of(escrows.timeline(escrow, TimelinePage.after(cursor), limit + 1), limit);
        return new EscrowFile(
                EscrowView.of(escrow), page.transitions(), disputes.newest(id).orElse(null), page.nextCursor());
    }

    /** Has the decision of an operator done: once per key, and once per dispute. */
    public Answer<EscrowView> resolve(String operator, UUID id, @Nullable String key, Resolve request, String trace) {
        UUID fingerprint = Ids.derived("resolve", id.toString(), request.toString());
        return steps.once(operator, key, fingerprint, movement -> {
            Movement.Cause cause = new Movement.Cause(movement, operator, request.reason(), fingerprint, trace);
            return steps.move(id, cause, (escrow, why) -> decided(escrow, why, request));
        });
    }

    private static Movement decided(Escrow escrow, Movement.Cause cause, Resolve request) {
        escrow.require(Escrow.Action.RESOLVE, Escrow.Actor.OPERATOR);
        if (escrow.actor(cause.actor()) != null) {
            throw new FlorinException(ProblemType.FORBIDDEN, "An operator does not decide on an escrow of their own.");
        }
        Money pay = request.pay(escrow);
        Money giveBack = escrow.funds().open(escrow.agreement()).minus(pay);
        if (giveBack.isNegative()) {
            throw new FlorinException(ProblemType.ESCROW_EXCEEDED, "The escrow does not hold this much.");
        }
        return Movement.dividing(escrow, Movement.Kind.RESOLVE, cause, null, pay, giveBack);
    }

    private Dispute newest(UUID id) {
        return disputes.newest(id)
                .orElseThrow(() -> new FlorinException(ProblemType.NOT_FOUND, "Nobody has disputed this escrow."));
    }
}
