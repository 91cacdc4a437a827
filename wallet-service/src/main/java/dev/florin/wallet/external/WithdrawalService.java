package dev.florin.wallet.external;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.idempotency.Answer;
import dev.florin.common.idempotency.IdempotencyService;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.page.TimePage;
import dev.florin.common.parallel.InParallel;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.Command;
import dev.florin.wallet.ledger.Hold;
import dev.florin.wallet.ledger.LedgerService;
import dev.florin.wallet.ledger.Movement;
import dev.florin.wallet.ledger.Operation;
import dev.florin.wallet.ledger.Outcome;
import dev.florin.wallet.ledger.Transfer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Money that goes out: set aside until the rail says that it has left for good. */
@Singleton
public class WithdrawalService {
    private static final Logger LOG = Logger.getLogger(WithdrawalService.class);

    /** Withdrawals that are being handed over at a time. */
    private static final int AT_A_TIME = 16;

    private final LedgerService ledger;
    private final IdempotencyService idempotency;
    private final OpenRailsService rails;
    private final RailService reports;
    private final RailStore store;
    private final RailConfig config;
    private final Clock clock;

    WithdrawalService(
            LedgerService ledger,
            IdempotencyService idempotency,
            OpenRailsService rails,
            RailService reports,
            RailStore store,
            RailConfig config,
            Clock clock) {
        this.ledger = ledger;
        this.idempotency = idempotency;
        this.rails = rails;
        this.reports = reports;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    /** One page, newest first; the cursor is absent on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record WithdrawalPage(
            List<WithdrawalView> withdrawals, @Nullable String nextCursor) {}

    /** Takes a withdrawal on, once per key; a refusal is final for its key. */
    public Answer<WithdrawalView> withdraw(
            String user, @Nullable String key, WithdrawalRequest request, @Nullable String traceparent) {
        return idempotency.once(user, key, id -> {
            Asset asset = Asset.of(request.currency());
            Money amount = Money.positive(request.amount(), asset);
            boolean isRepeat = store.transaction(id)
                    .filter(ours -> ours.kind() == RailTransaction.Kind.WITHDRAWAL)
                    .isPresent();
            Rail rail = rails.wanted(request.rail(), isRepeat);
            UUID wallet = ledger.walletId(user, asset)
                    .orElseThrow(() -> new FlorinException(
                            ProblemType.WALLET_NOT_FOUND, "You have no " + asset + " wallet; open one first."));
            RailStore.Draft draft = new RailStore.Draft(
                    id,
                    RailTransaction.Kind.WITHDRAWAL,
                    user,
                    wallet,
                    amount,
                    rail.name(),
                    request.destination(),
                    config.lapse());
            return rail.isInstant() ? pay(draft, traceparent) : setAside(draft, traceparent);
        });
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND}, also for somebody else's */
    public WithdrawalView withdrawal(String user, UUID id) {
        RailTransaction found = store.transaction(id)
                .filter(ours -> ours.kind() == RailTransaction.Kind.WITHDRAWAL
                        && ours.owner().equals(user))
                .orElseThrow(() -> new FlorinException(ProblemType.NOT_FOUND, "You have no such withdrawal."));
        UUID transfer = found.transfer();
        Money balanceAfter = transfer == null
                ? null
                : ledger.transfer(transfer)
                        .map(paid -> paid.balanceAfter(found.wallet()))
                        .orElse(null);
        return WithdrawalView.of(found, balanceAfter);
    }

    /** All withdrawals of a user, newest first. */
    public WithdrawalPage withdrawals(String user, int limit, @Nullable String cursor) {
        TimePage<RailTransaction> page = TimePage.of(
                store.transactions(user, RailTransaction.Kind.WITHDRAWAL, TimeCursor.of(cursor), limit + 1),
                limit,
                ours -> new TimeCursor(ours.createdAt(), ours.id()));
        return new WithdrawalPage(page.map(ours -> WithdrawalView.of(ours, null)), page.nextCursor());
    }

    /** Hands over what waits for it, oldest first; of several replicas each takes others. */
    void submitWaiting(int limit) {
        InParallel.forEach(waiting(null, limit), AT_A_TIME, this::submit);
    }

    private List<RailStore.Handover> waiting(@Nullable UUID only, int limit) {
        Instant now = clock.instant();
        // What lapses while it is under way would be refunded and arrive as well.
        Instant clear = now.plus(config.timeout().multipliedBy(2));
        return store.handOver(only, now, clear, config.lapse(), config.retry(), limit);
    }

    private Answer<WithdrawalView> pay(RailStore.Draft draft, @Nullable String traceparent) {
        UUID world = ledger.systemId(Account.Kind.WORLD, draft.amount().asset());
        // The reference makes the same key with another destination another request.
        Transfer.Order order = Transfer.Order.of(
                        draft.id(), draft.wallet(), world, draft.amount(), Transfer.WITHDRAWAL, purpose(draft), null)
                .asSpending();
        Operation pay = new Operation.Post(order, null, Movement.About.rail(draft.rail(), draft.id(), null));
        Command command = Command.of(pay, traceparent).with(RailStore.opening(draft, draft.id()));
        return switch (ledger.apply(command).getFirst()) {
            case Outcome.Posted posted ->
                new Answer<>(
                        WithdrawalView.opened(
                                found(draft.id()),
                                RailTransaction.State.FINALIZED,
                                posted.transfer().balanceAfter(draft.wallet())),
                        posted.repeated());
            case Outcome.Refused refused -> throw refused.asAnswerToKey();
            case Outcome.Reserved _, Outcome.Released _ -> throw new IllegalStateException("not a payment");
        };
    }

    private Answer<WithdrawalView> setAside(RailStore.Draft draft, @Nullable String traceparent) {
        Hold.Order order = Hold.Order.of(draft.id(), draft.wallet(), draft.amount(), purpose(draft), null)
                .asSpending();
        Command command = Command.of(new Operation.Reserve(order), traceparent).with(RailStore.opening(draft, null));
        return switch (ledger.apply(command).getFirst()) {
            case Outcome.Reserved reserved -> {
                RailTransaction taken = found(draft.id());
                if (!reserved.repeated()) {
                    // Nobody waits for somebody else's gateway; what fails, or dies with us, is the job's.
                    Thread.ofVirtual().start(() -> waiting(draft.id(), 1).forEach(this::submit));
                }
                yield new Answer<>(
                        WithdrawalView.opened(taken, RailTransaction.State.INITIATED, null), reserved.repeated());
            }
            case Outcome.Refused refused -> throw refused.asAnswerToKey();
            case Outcome.Posted _, Outcome.Released _ -> throw new IllegalStateException("not a hold");
        };
    }

    /** What is handed over and not written down is handed over again: a rail knows it by its id. */
    private void submit(RailStore.Handover handover) {
        RailTransaction withdrawal = handover.withdrawal();
        try {
            Rail rail = rails.rail(withdrawal.rail()).orElseThrow();
            switch (rail.submit(withdrawal)) {
                case TAKEN -> store.submitted(withdrawal.id(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
                case REFUSED -> reports.refused(handover);
                case NOT_TAKEN -> store.notTaken(handover);
                case UNKNOWN -> LOG.debugf("Withdrawal %s may have been taken", withdrawal.id());
            }
        } catch (RuntimeException e) {
            // It is tried again.
            LOG.warnf("Withdrawal %s was not handed over: %s", withdrawal.id(), e);
        }
    }

    private static String purpose(RailStore.Draft draft) {
        return "withdrawal:" + draft.rail() + ":" + draft.destination();
    }

    private RailTransaction found(UUID id) {
        return store.transaction(id).orElseThrow(() -> new IllegalStateException("it was stored along with its money"));
    }
}
