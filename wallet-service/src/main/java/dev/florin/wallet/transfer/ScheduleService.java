package dev.florin.wallet.transfer;

import dev.florin.common.event.FlorinEvent;
import dev.florin.common.idempotency.Answer;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.wallet.ledger.Command;
import dev.florin.wallet.ledger.LedgerService;
import dev.florin.wallet.ledger.Movement;
import dev.florin.wallet.ledger.Operation;
import dev.florin.wallet.ledger.Outcome;
import dev.florin.wallet.ledger.Promise;
import dev.florin.wallet.ledger.Telling;
import dev.florin.wallet.ledger.Transfer;
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
 * Payments that are to happen later. Each is a row first; when its time has come it is taken, and the commit that moves
 * its money closes it. What a crash leaves between the two is taken again: its id moves money once.
 */
@Singleton
class ScheduleService {
    private final ScheduledTransferStore store;
    private final LedgerService ledger;
    private final ScheduleConfig config;
    private final Clock clock;

    ScheduleService(ScheduledTransferStore store, LedgerService ledger, ScheduleConfig config, Clock clock) {
        this.store = store;
        this.ledger = ledger;
        this.config = config;
        this.clock = clock;
    }

    /** The time at which it shall happen, as exact as it is stored; null for at once. */
    @Nullable
    Instant time(@Nullable Instant executeAt) {
        if (executeAt != null && executeAt.isAfter(clock.instant().plus(config.maxAhead()))) {
            throw Required.invalid(
                    "execute_at", "is at most " + config.maxAhead().toDays() + " days ahead");
        }
        return executeAt == null ? null : executeAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /** Keeps a payment for its time; the same order again gets the same answer. */
    Answer<TransferView> keep(ScheduledTransfer transfer) {
        Transfer.Order order = transfer.order();
        boolean isNew = ledger.inTransaction(transaction -> {
            if (!ledger.promise(transaction, transfer.sender(), Promise.of(order))) {
                return false;
            }
            store.insert(transaction, transfer);
            tell(transaction, transfer);
            return true;
        });
        if (isNew) {
            return new Answer<>(transfer.view(), false);
        }
        return store.find(order.id())
                .filter(known -> known.order().fingerprint().equals(order.fingerprint()))
                .map(known -> new Answer<>(known.atFirst().view(), true))
                .orElseThrow(ScheduleService::keyReused);
    }

    private static FlorinException keyReused() {
        return new FlorinException(
                ProblemType.IDEMPOTENCY_KEY_REUSED, "This key was used for another request; take a new one.");
    }

    Optional<ScheduledTransfer> find(UUID id) {
        return store.find(id);
    }

    /** Those from or to a user that have moved no money: they are to come, or came to nothing. */
    List<ScheduledTransfer> unmoved(String user, TimeCursor from, int limit) {
        return store.unmoved(user, from, limit);
    }

    List<ScheduledTransfer> ofSender(String sender, TimeCursor from, int limit) {
        return store.ofSender(sender, from, limit);
    }

    /**
     * Calls a payment off; again, it changes nothing.
     *
     * @throws FlorinException {@link ProblemType#TRANSFER_NOT_CANCELLABLE} if its money has moved, or if it has failed
     */
    ScheduledTransfer cancel(ScheduledTransfer transfer) {
        switch (transfer.state()) {
            case INITIATED -> close(transfer, transfer.cancelled());
            case PROCESSING -> callOff(transfer);
            case CANCELLED -> {
                return transfer;
            }
            case COMPLETED, FAILED ->
                throw new FlorinException(
                        ProblemType.TRANSFER_NOT_CANCELLABLE,
                        "The transfer is " + transfer.state().wireName() + " already.");
        }
        // Whoever was faster, it is in a later state by now.
        return cancel(store.find(transfer.id()).orElseThrow());
    }

    /**
     * Somebody has taken it, and its order is on its way to the ledger, or was lost in a crash: the ledger has to
     * refuse it from now on, and the row is closed with that.
     */
    private void callOff(ScheduledTransfer taken) {
        boolean calledOff = ledger.inTransaction(transaction -> ledger.refuse(
                        transaction, taken.sender(), taken.order(), ProblemType.TRANSFER_CANCELLED, taken.traceparent())
                && change(transaction, taken, taken.cancelled()));
        if (!calledOff) {
            ledger.transfer(taken.id()).flatMap(Transfer::refusal).ifPresent(why -> close(taken, taken.failed(why)));
        }
    }

    /**
     * Makes payments whose time has come.
     *
     * @return how many it took
     */
    int run() {
        List<ScheduledTransfer> due = take();
        make(due);
        return due.size();
    }

    /** From here on they are somebody's, who has {@link ScheduleConfig#retryAfter} for it. */
    List<ScheduledTransfer> take() {
        Instant now = clock.instant();
        return ledger.inTransaction(transaction -> {
            List<ScheduledTransferStore.Taken> due =
                    store.take(transaction, now, now.minus(config.retryAfter()), config.batch());
            for (ScheduledTransferStore.Taken each : due) {
                if (each.isNew()) {
                    tell(transaction, each.transfer());
                }
            }
            return due.stream().map(ScheduledTransferStore.Taken::transfer).toList();
        });
    }

    /** What was called off since it was taken is refused, and closed already. */
    void make(List<ScheduledTransfer> taken) {
        List<List<Outcome>> outcomes =
                ledger.applyAll(taken.stream().map(ScheduleService::command).toList());
        for (int i = 0; i < taken.size(); i++) {
            if (outcomes.get(i).getFirst() instanceof Outcome.Refused refused) {
                close(taken.get(i), taken.get(i).failed(refused.reason()));
            }
        }
    }

    private static Command command(ScheduledTransfer transfer) {
        return Command.of(
                        new Operation.Post(transfer.order(), transfer.message(), Movement.About.ANNOUNCED),
                        transfer.traceparent())
                .with(ScheduledTransferStore.completed(transfer.id()));
    }

    private boolean close(ScheduledTransfer transfer, ScheduledTransfer closed) {
        return ledger.inTransaction(transaction -> change(transaction, transfer, closed));
    }

    private boolean change(Connection transaction, ScheduledTransfer transfer, ScheduledTransfer next)
            throws SQLException {
        boolean changed = store.change(transaction, transfer, next, clock.instant());
        if (changed) {
            tell(transaction, next);
        }
        return changed;
    }

    /**
     * Both parties hear of each state, of the last one together with the movement itself; why it failed is the
     * sender's.
     */
    private void tell(Connection transaction, ScheduledTransfer transfer) throws SQLException {
        List<Telling.Told> told = transfer.failure() == null
                ? List.of(told(transfer, null, transfer.sender(), transfer.recipient()))
                : List.of(
                        told(transfer, transfer.failure(), transfer.sender()),
                        told(transfer, null, transfer.recipient()));
        ledger.tell(transaction, new Telling(clock.instant(), transfer.traceparent(), told));
    }

    private static Telling.Told told(ScheduledTransfer transfer, @Nullable String failure, String... parties) {
        FlorinEvent update = new FlorinEvent.TransferUpdate(
                transfer.id().toString(),
                transfer.state().wireName(),
                transfer.state().progress(),
                transfer.sender(),
                transfer.recipient(),
                transfer.amount().major(),
                transfer.amount().asset().code(),
                failure,
                transfer.state().next().isEmpty() ? null : transfer.executeAt(),
                null);
        return Telling.Told.of(update, List.of(parties), "transfer:" + transfer.id());
    }
}
