package dev.florin.escrow.escrow;

import dev.florin.common.event.EscrowEvent;
import dev.florin.common.id.Ids;
import dev.florin.common.idempotency.Answer;
import dev.florin.common.idempotency.IdempotencyService;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The seller confirms delivery, the buyer receipt; with both the money is released. */
@Singleton
public class ConfirmationService {
    private final EscrowStore escrows;
    private final ConfirmationStore confirmations;
    private final StepService steps;
    private final IdempotencyService idempotency;

    ConfirmationService(
            EscrowStore escrows, ConfirmationStore confirmations, StepService steps, IdempotencyService idempotency) {
        this.escrows = escrows;
        this.confirmations = confirmations;
        this.steps = steps;
        this.idempotency = idempotency;
    }

    /**
     * Confirms once per key; a party that has confirmed already, under another key, changes nothing.
     *
     * @return the escrow as it stands when what follows from the confirmation is done
     * @throws FlorinException {@link ProblemType#LEDGER_UNAVAILABLE}: if it was confirmed, it stays so, the job goes on
     *     with the release, and a repeat gets the answer
     */
    public Answer<EscrowView> confirm(String user, UUID id, @Nullable String key, ReasonRequest why, String trace) {
        UUID fingerprint = Ids.derived("confirm", id.toString(), why.toString());
        return idempotency.once(user, key, request -> {
            if (escrows.isUnused(request)) {
                confirm(
                        new ConfirmationStore.Confirmation(request, id, user, fingerprint, steps.now()),
                        why.reason(),
                        trace);
            }
            // Whoever repeats it after a crash, or on another replica, may come before whoever was first: one answers.
            boolean isFirst = known(request, fingerprint).answer() == null
                    && confirmations.answer(
                            request, EscrowView.of(steps.current(id)).text());
            String answer = Objects.requireNonNull(known(request, fingerprint).answer());
            return new Answer<>(EscrowView.read(answer), !isFirst);
        });
    }

    private ConfirmationStore.Known known(UUID request, UUID fingerprint) {
        return confirmations
                .confirmation(request)
                .filter(known -> known.fingerprint().equals(fingerprint))
                .orElseThrow(IdempotencyService::reused);
    }

    private void confirm(ConfirmationStore.Confirmation confirmation, @Nullable String reason, String trace) {
        String user = confirmation.user();
        UUID id = confirmation.escrow();
        steps.change(user, id, trace, escrow -> {
            Escrow.Actor actor = StepService.party(escrow, user);
            if (escrow.hasConfirmed(actor)) {
                confirmations.keep(confirmation);
                return Optional.empty();
            }
            escrow.require(Escrow.Action.CONFIRM, actor);
            Escrow after = escrow.confirmedBy(actor, steps.now());
            boolean seller = actor == Escrow.Actor.SELLER;
            String action = seller ? "delivery_confirmed" : "receipt_confirmed";
            return Optional.of(new StepService.Changed(
                    after,
                    Transition.of(escrow, after, action, user, reason),
                    transaction -> {
                        // The same request elsewhere would have confirmed: it is another one that has the key.
                        if (!confirmations.keep(transaction, confirmation)) {
                            throw IdempotencyService.reused();
                        }
                    },
                    List.of(new EscrowEvent.ConfirmationAdded(
                            id.toString(),
                            user,
                            seller ? "seller" : "buyer",
                            after.state().name()))));
        });
    }
}
