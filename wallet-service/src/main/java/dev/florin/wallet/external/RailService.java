package dev.florin.wallet.external;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.Command;
import dev.florin.wallet.ledger.LedgerService;
import dev.florin.wallet.ledger.Movement;
import dev.florin.wallet.ledger.Operation;
import dev.florin.wallet.ledger.Outcome;
import dev.florin.wallet.ledger.Telling;
import dev.florin.wallet.ledger.Transfer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Believes what rails report, as far as they can prove who they are, and takes deposits and withdrawals on by it. */
@Singleton
public class RailService {
    private static final Logger LOG = Logger.getLogger(RailService.class);

    private static final String APPLIED = "applied";
    private static final String IGNORED = "ignored";
    private static final String UNAPPLIED = "unapplied";

    /** A transaction has fewer states than this: whoever loses so many races has not lost them to others' reports. */
    private static final int MAX_ROUNDS = 8;

    private final LedgerService ledger;
    private final RailStore store;
    private final RailEventStore events;
    private final OpenRailsService rails;
    private final RailConfig config;
    private final Clock clock;

    RailService(
            LedgerService ledger,
            RailStore store,
            RailEventStore events,
            OpenRailsService rails,
            RailConfig config,
            Clock clock) {
        this.ledger = ledger;
        this.store = store;
        this.events = events;
        this.rails = rails;
        this.config = config;
        this.clock = clock;
    }

    /**
     * What became of a report.
     *
     * @param outcome {@code applied}; {@code ignored}, because it said nothing new; or {@code unapplied}: kept for the
     *     operator, and applied if it is sent again when it fits; {@code dismissed} if the operator has decided so
     */
    public record Receipt(String eventId, String outcome) {}

    /**
     * Takes a report in. Whatever has been stored is answered, so that the rail need not send it again.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND} for another rail, {@link ProblemType#INVALID_SIGNATURE}
     */
    public Receipt take(String railName, @Nullable String signature, byte[] body, @Nullable String traceparent) {
        Rail rail = rails.rail(railName)
                .orElseThrow(() -> new FlorinException(ProblemType.NOT_FOUND, "There is no such rail."));
        if (!RailSignature.isValid(signature, body, rail.secrets())) {
            throw new FlorinException(
                    ProblemType.INVALID_SIGNATURE, "X-Rail-Signature is not that of this body by any active secret.");
        }
        RailReport report = RailReport.read(body);
        Instant now = now();
        if (report.sentAt().isBefore(now.minus(config.tolerance()))
                || report.sentAt().isAfter(now.plus(config.tolerance()))) {
            throw new FlorinException(
                    ProblemType.INVALID_SIGNATURE, "sent_at is too far from our time; sign and send it anew.");
        }
        return apply(rail.name(), report, traceparent);
    }

    /**
     * A rail does not take a withdrawal: it has failed. Unless an earlier try may have been taken, or the rail has
     * reported of it: that is for somebody to look at, and it is not handed over again.
     */
    void refused(RailStore.Handover handover) {
        RailTransaction withdrawal = handover.withdrawal();
        RailReport report = new RailReport(
                "handover:" + withdrawal.id(),
                now(),
                withdrawal.id().toString(),
                RailTransaction.Status.FAILED,
                null,
                null,
                null,
                RailTransaction.REFUSED);
        if (handover.maybeTaken() || advance(withdrawal, report, null).isEmpty()) {
            store.submitted(withdrawal.id(), now());
            Optional<String> _ = keep(withdrawal.rail(), report, "refused after it may have been taken");
        }
    }

    /** Decides about a report, as the transaction stands now; what was decided already stays so. */
    Receipt apply(String rail, RailReport report, @Nullable String traceparent) {
        for (int round = 0; round < MAX_ROUNDS; round++) {
            Optional<String> outcome = judged(rail, report).or(() -> judge(rail, report, traceparent));
            if (outcome.isPresent()) {
                return new Receipt(report.eventId(), outcome.get());
            }
        }
        throw new FlorinException(ProblemType.TOO_BUSY, "The transaction is changing all the time; send it again.");
    }

    /** What was decided about it earlier, unless it was left open. */
    private Optional<String> judged(String rail, RailReport report) {
        Optional<RailEventStore.Known> known = events.known(rail, report.eventId());
        known.ifPresent(earlier -> {
            if (!earlier.transactionId().equals(report.transactionId())
                    || !earlier.status().equals(report.status().wireName())) {
                throw new FlorinException(ProblemType.ID_REUSED, "This event_id was used for another report.");
            }
        });
        return known.map(RailEventStore.Known::outcome).filter(outcome -> !outcome.equals(UNAPPLIED));
    }

    /** Empty if the transaction changed meanwhile: then it has to be looked at anew. */
    private Optional<String> judge(String rail, RailReport report, @Nullable String traceparent) {
        RailTransaction transaction = report.transaction()
                .flatMap(store::transaction)
                .filter(ours -> ours.rail().equals(rail))
                .orElse(null);
        if (transaction == null) {
            return keep(rail, report, "no such transaction on this rail");
        }
        return switch (report.verdictOn(transaction)) {
            case RailTransaction.Verdict.Ignore _ -> ignore(rail, report);
            case RailTransaction.Verdict.Keep keep -> keep(rail, report, keep.why());
            case RailTransaction.Verdict.Apply _ ->
                report.status() == RailTransaction.Status.FINALIZED
                        ? settle(transaction, report, traceparent)
                        : advance(transaction, report, traceparent);
        };
    }

    private Optional<String> ignore(String rail, RailReport report) {
        events.keep(rail, report, IGNORED, null, now());
        // The same report at another replica may have been applied just before, and is why this says nothing new.
        return judged(rail, report);
    }

    private Optional<String> keep(String rail, RailReport report, String note) {
        events.keep(rail, report, UNAPPLIED, note, now());
        LOG.warnf("Rail event unapplied: Rail=%s, Event=%s, %s", rail, report.eventId(), note);
        return Optional.of(UNAPPLIED);
    }

    private Optional<String> advance(RailTransaction transaction, RailReport report, @Nullable String traceparent) {
        Instant now = now();
        String reason = report.reason() == null ? "failed" : report.reason();
        boolean advanced = ledger.inTransaction(connection -> {
            if (!store.advance(connection, transaction, report.status(), report.transactionHash(), reason, now)) {
                return false;
            }
            events.keep(connection, transaction.rail(), report, APPLIED, null, now);
            ledger.tell(connection, reached(transaction, report, reason, now, traceparent));
            return true;
        });
        return advanced ? Optional.of(APPLIED) : Optional.empty();
    }

    /** The money, the transaction's state, the report and what is told about it: one commit. */
    private Optional<String> settle(RailTransaction transaction, RailReport report, @Nullable String traceparent) {
        Command command = Command.of(operation(transaction, report), traceparent)
                .with(
                        RailStore.finalizing(transaction, report.transactionHash()),
                        RailEventStore.applying(transaction.rail(), report))
                .telling(reached(transaction, report, "", now(), traceparent));
        Outcome outcome = ledger.apply(command).getFirst();
        if (outcome.isNew()) {
            LOG.infof(
                    "Rail: %s final, User=%s, Id=%s, Amount=%s",
                    transaction.kind().wireName(), transaction.owner(), transaction.id(), transaction.amount());
            return Optional.of(APPLIED);
        }
        if (outcome instanceof Outcome.Refused refused && isUnchanged(transaction)) {
            // The wallet is frozen, say. What is refused stays refused: sent again, it takes the next number.
            store.endAttempt(transaction.id(), transaction.attempt());
            return keep(transaction.rail(), report, refused.reason().code());
        }
        return Optional.empty();
    }

    private boolean isUnchanged(RailTransaction transaction) {
        return store.transaction(transaction.id())
                .filter(now -> now.state() == transaction.state() && now.attempt() == transaction.attempt())
                .isPresent();
    }

    private Operation operation(RailTransaction transaction, RailReport report) {
        UUID world = ledger.systemId(Account.Kind.WORLD, transaction.amount().asset());
        Movement.About about = Movement.About.rail(transaction.rail(), transaction.id(), hash(transaction, report));
        return switch (transaction.kind()) {
            case DEPOSIT ->
                new Operation.Post(
                        Transfer.Order.of(
                                transaction.nextTransfer(),
                                world,
                                transaction.wallet(),
                                transaction.amount(),
                                Transfer.DEPOSIT,
                                transaction.rail(),
                                null),
                        null,
                        about);
            case WITHDRAWAL ->
                new Operation.Capture(
                        transaction.id(),
                        Transfer.Order.ofCapture(
                                transaction.nextTransfer(),
                                transaction.id(),
                                transaction.wallet(),
                                world,
                                transaction.amount(),
                                Transfer.WITHDRAWAL,
                                transaction.rail()),
                        about);
        };
    }

    private static Telling reached(
            RailTransaction transaction, RailReport report, String reason, Instant now, @Nullable String traceparent) {
        return RailEvents.reached(report.status(), transaction, hash(transaction, report), reason, now, traceparent);
    }

    private static @Nullable String hash(RailTransaction transaction, RailReport report) {
        return report.transactionHash() == null ? transaction.hash() : report.transactionHash();
    }

    /**
     * Gives up what the rail has not confirmed in time.
     *
     * @return how many
     */
    int lapse(int limit) {
        Instant now = now();
        return ledger.inTransaction(connection -> {
            List<RailTransaction> lapsed = store.lockLapsed(connection, now, limit);
            for (RailTransaction transaction : lapsed) {
                RailTransaction.Status failed = RailTransaction.Status.FAILED;
                store.advance(connection, transaction, failed, null, RailTransaction.LAPSED, now);
                ledger.tell(
                        connection,
                        RailEvents.reached(failed, transaction, transaction.hash(), RailTransaction.LAPSED, now, null));
            }
            return lapsed.size();
        });
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
