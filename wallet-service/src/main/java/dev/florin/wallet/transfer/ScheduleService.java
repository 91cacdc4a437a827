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
                .map(known -> new Answer<>(
                        known.as(ScheduledTransfer.State.INITIATED, null).view(), true))
                .orElseThrow(ScheduleService::keyReused);
    }

    private static FlorinException keyReused() {
        return new FlorinException(
                ProblemType.IDEMPOTENCY_KEY_REUSED, "This key was used for another request; take a new one.");
    }

    Optional<ScheduledTransfer> find(UUID id) {
        return store.find(id);
    }

    List<ScheduledTransfer> ofSender(String sender, TimeCursor from, int limit) {
        return store.ofSender(sender, from, limit);
    }

    /**
     * Calls a payment off; again, it changes nothing.
     *
     * @throws FlorinException {@link ProblemType#TRANSFER_NOT_CANCELLABLE} if its money has moved or is about to
     */
    ScheduledTransfer cancel(ScheduledTransfer transfer) {
        ScheduledTransfer cancelled = transfer.as(ScheduledTransfer.State.CANCELLED, null);
        if (close(cancelled)) {
            return cancelled;
        }
        ScheduledTransfer.State state = store.find(transfer.id()).orElseThrow().state();
        if (state == ScheduledTransfer.State.CANCELLED) {
            return cancelled;
        }
        throw new FlorinException(
                ProblemType.TRANSFER_NOT_CANCELLABLE, "The transfer is " + state.wireName() + " already.");
    }

    /**
     * Makes payments whose time has come.
     *
     * @return how many it took
     */
    int run() {
        Instant now = clock.instant();
        List<ScheduledTransferStore.Taken> taken = ledger.inTransaction(transaction -> {
            List<ScheduledTransferStore.Taken> due =
                    store.take(transaction, now, now.minus(config.retryAfter()), config.batch());
            for (ScheduledTransferStore.Taken each : due) {
                if (each.isNew()) {
                    tell(transaction, each.transfer());
                }
            }
            return due;
        });
        List<ScheduledTransfer> due =
                taken.stream().map(ScheduledTransferStore.Taken::transfer).toList();
        List<List<Outcome>> outcomes =
                ledger.applyAll(due.stream().map(ScheduleService::command).toList());
        for (int i = 0; i < due.size(); i++) {
            if (outcomes.get(i).getFirst() instanceof Outcome.Refused refused) {
                close(due.get(i)
                        .as(ScheduledTransfer.State.FAILED, refused.reason().code()));
            }
        }
        return due.size();
    }

    private static Command command(ScheduledTransfer transfer) {
        return Command.of(
                        new Operation.Post(transfer.order(), transfer.message(), Movement.About.ANNOUNCED),
                        transfer.traceparent())
                .with(ScheduledTransferStore.completed(transfer.id()));
    }

    private boolean close(ScheduledTransfer closed) {
        return ledger.inTransaction(transaction -> {
            boolean changed = store.change(transaction, closed, closed.state(), clock.instant());
            if (changed) {
                tell(transaction, closed);
            }
            return changed;
        });
    }

    /** Both parties hear of each state; of the last one together with the movement itself. */
    private void tell(Connection transaction, ScheduledTransfer transfer) throws SQLException {
        FlorinEvent update = new FlorinEvent.TransferUpdate(
                transfer.id().toString(),
                transfer.state().wireName(),
                transfer.state().progress(),
                transfer.sender(),
                transfer.recipient(),
                transfer.amount().major(),
                transfer.amount().asset().code(),
                transfer.failure(),
                transfer.state().next().isEmpty() ? null : transfer.executeAt());
        Telling.Told told =
                Telling.Told.of(update, List.of(transfer.sender(), transfer.recipient()), "transfer:" + transfer.id());
        ledger.tell(transaction, new Telling(clock.instant(), transfer.traceparent(), List.of(told)));
    }
}
