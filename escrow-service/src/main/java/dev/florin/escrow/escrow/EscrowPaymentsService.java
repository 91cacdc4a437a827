package dev.florin.escrow.escrow;

import dev.florin.common.id.Ids;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Escrows, as payments from outside see them. */
@Singleton
public class EscrowPaymentsService {
    private final EscrowStore escrows;
    private final MovementStore movements;
    private final StepService steps;

    EscrowPaymentsService(EscrowStore escrows, MovementStore movements, StepService steps) {
        this.escrows = escrows;
        this.movements = movements;
        this.steps = steps;
    }

    /** What became of a payment. */
    public sealed interface Funding {
        /** It funds the escrow, now or since it was tried first. */
        record Done() implements Funding {}

        /** Its money was not touched. */
        record Refused(String why) implements Funding {}
    }

    /**
     * What the buyer has to pay.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND}, also for somebody else's; {@link ProblemType#FORBIDDEN}
     *     for the seller; {@link ProblemType#ESCROW_STATE_CONFLICT} once it is funded or over
     */
    public Money price(String user, UUID id) {
        steps.visible(user, id);
        Escrow escrow = steps.current(id);
        escrow.require(Escrow.Action.FUND, StepService.party(escrow, user));
        return escrow.agreement().price();
    }

    /** The buyer and the seller. */
    public List<String> parties(UUID id) {
        Agreement agreement =
                escrows.standing(id).orElseThrow(StepService::notFound).escrow().agreement();
        return List.of(agreement.buyer(), agreement.seller());
    }

    /**
     * Funds an escrow by a payment of its price: at most once, whoever tries and however often. What the ledger refused
     * may be tried again.
     *
     * @param payment the provider's name for it
     * @throws FlorinException {@link ProblemType#LEDGER_UNAVAILABLE}: the same call again finds out
     */
    public Funding fund(UUID id, String payment, @Nullable String trace) {
        // A number that was refused is not taken again; one that is under way is joined.
        int attempt = movements.refusals(id, Movement.Kind.PAYMENT) + 1;
        Movement.Cause cause = new Movement.Cause(
                Ids.derived("payment", id.toString(), payment, String.valueOf(attempt)),
                Movement.SYSTEM,
                payment,
                fingerprint(payment),
                trace);
        try {
            MovementStore.Known known = steps.move(id, cause, (escrow, why) -> {
                escrow.require(Escrow.Action.PAY, Escrow.Actor.PAYMENT);
                return Movement.funding(escrow, Movement.Kind.PAYMENT, why);
            });
            ProblemType refusal = known.refusal();
            return refusal == null ? new Funding.Done() : new Funding.Refused(refusal.code());
        } catch (FlorinException e) {
            if (e.type() != ProblemType.ESCROW_STATE_CONFLICT) {
                throw e;
            }
            return isFundedBy(id, payment) ? new Funding.Done() : new Funding.Refused(e.detail());
        }
    }

    /** Whether it was this payment that funded the escrow; what is under way is finished before. */
    public boolean isFundedBy(UUID id, String payment) {
        steps.current(id);
        return movements
                .done(id, Movement.Kind.PAYMENT)
                .filter(known -> known.movement().fingerprint().equals(fingerprint(payment)))
                .isPresent();
    }

    private static UUID fingerprint(String payment) {
        return Ids.derived("payment", payment);
    }
}
