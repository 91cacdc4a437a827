package dev.florin.wallet.external;

import dev.florin.common.id.Ids;
import dev.florin.common.idempotency.Answer;
import dev.florin.common.idempotency.IdempotencyService;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.Command;
import dev.florin.wallet.ledger.LedgerService;
import dev.florin.wallet.ledger.Movement;
import dev.florin.wallet.ledger.Operation;
import dev.florin.wallet.ledger.Outcome;
import dev.florin.wallet.ledger.Promise;
import dev.florin.wallet.ledger.Transfer;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Money that comes in. On a rail that is {@code instant} it is there at once; on another one a deposit is only
 * announced, and its money comes when the rail proves it.
 */
@Singleton
public class DepositService {
    private final LedgerService ledger;
    private final IdempotencyService idempotency;
    private final OpenRailsService rails;
    private final RailStore store;
    private final RailConfig config;
    private final Clock clock;

    DepositService(
            LedgerService ledger,
            IdempotencyService idempotency,
            OpenRailsService rails,
            RailStore store,
            RailConfig config,
            Clock clock) {
        this.ledger = ledger;
        this.idempotency = idempotency;
        this.rails = rails;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    /** Takes a deposit in, once per key; a refusal is final for its key. */
    public Answer<DepositView> deposit(
            String user, @Nullable String key, DepositRequest request, @Nullable String traceparent) {
        return idempotency.once(user, key, id -> {
            Asset asset = Asset.of(request.currency());
            Money amount = Money.positive(request.amount(), asset);
            boolean isRepeat =
                    store.transaction(id).isPresent() || ledger.transfer(id).isPresent();
            Rail rail = rails.wanted(request.rail(), isRepeat);
            UUID wallet = ledger.walletId(user, asset)
                    .orElseThrow(() -> new FlorinException(
                            ProblemType.WALLET_NOT_FOUND, "You have no " + asset + " wallet; open one first."));
            return rail.isInstant()
                    ? take(id, wallet, amount, traceparent)
                    : announce(new RailStore.Draft(
                            id, RailTransaction.Kind.DEPOSIT, user, wallet, amount, rail.name(), null, config.lapse()));
        });
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND}, also for somebody else's */
    public DepositView deposit(String user, UUID id) {
        return store.transaction(id)
                .filter(ours -> ours.kind() == RailTransaction.Kind.DEPOSIT
                        && ours.owner().equals(user))
                .map(this::view)
                .or(() -> taken(user, id))
                .orElseThrow(() -> new FlorinException(ProblemType.NOT_FOUND, "You have no such deposit."));
    }

    /** One that came over a rail that is instant has no row besides its transfer. */
    private Optional<DepositView> taken(String user, UUID id) {
        return ledger.transfer(id)
                .filter(transfer -> transfer.order().type().equals(Transfer.DEPOSIT)
                        && InstantRail.NAME.equals(transfer.order().reference())
                        && transfer.refusal().isEmpty()
                        && isOwner(user, transfer.order().credit()))
                .map(DepositService::view);
    }

    private Answer<DepositView> take(UUID id, UUID wallet, Money amount, @Nullable String traceparent) {
        UUID world = ledger.systemId(Account.Kind.WORLD, amount.asset());
        Transfer.Order order = Transfer.Order.of(id, world, wallet, amount, Transfer.DEPOSIT, InstantRail.NAME, null);
        Operation take = new Operation.Post(order, null, Movement.About.rail(InstantRail.NAME, id, null));
        return switch (ledger.apply(Command.of(take, traceparent)).getFirst()) {
            case Outcome.Posted posted -> new Answer<>(view(posted.transfer()), posted.repeated());
            case Outcome.Refused refused -> throw refused.asAnswerToKey();
            case Outcome.Reserved _, Outcome.Released _ -> throw new IllegalStateException("not a deposit");
        };
    }

    /**
     * No money moves, so that there is no row of the ledger to tell a repeat by: the announcement itself does. Its id
     * is kept in the ledger, so that no movement can have it.
     */
    private Answer<DepositView> announce(RailStore.Draft draft) {
        Promise promise =
                new Promise(draft.id(), Ids.derived("deposit", draft.id().toString()));
        boolean isNew = ledger.inTransaction(transaction -> ledger.promise(transaction, draft.owner(), promise)
                && store.announce(transaction, draft, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        RailTransaction stored = store.transaction(draft.id()).orElseThrow(DepositService::reused);
        boolean isSame = stored.kind() == draft.kind()
                && stored.amount().equals(draft.amount())
                && stored.wallet().equals(draft.wallet())
                && stored.rail().equals(draft.rail());
        if (!isSame) {
            throw reused();
        }
        return new Answer<>(view(stored, RailTransaction.State.INITIATED, null, null, null), !isNew);
    }

    private static FlorinException reused() {
        return new FlorinException(
                ProblemType.IDEMPOTENCY_KEY_REUSED, "This key was used for another request; take a new one.");
    }

    private boolean isOwner(String user, UUID wallet) {
        return ledger.account(wallet)
                .filter(account -> account.owner().equals(user))
                .isPresent();
    }

    private DepositView view(RailTransaction transaction) {
        RailTransaction.Failure failure = transaction.failure();
        boolean isFinal = transaction.state() == RailTransaction.State.FINALIZED;
        UUID transfer = transaction.transfer();
        BigDecimal balanceAfter = transfer == null
                ? null
                : ledger.transfer(transfer)
                        .map(done -> done.balanceAfter(transaction.wallet()).major())
                        .orElse(null);
        return view(
                transaction,
                transaction.state(),
                failure == null || isFinal ? null : failure.reason(),
                transaction.hash(),
                balanceAfter);
    }

    private static DepositView view(
            RailTransaction transaction,
            RailTransaction.State state,
            @Nullable String reason,
            @Nullable String hash,
            @Nullable BigDecimal balanceAfter) {
        return new DepositView(
                transaction.id(),
                transaction.wallet(),
                transaction.amount().major(),
                transaction.amount().asset().code(),
                transaction.rail(),
                state.wireName(),
                reason,
                hash,
                balanceAfter,
                transaction.createdAt());
    }

    private static DepositView view(Transfer transfer) {
        UUID wallet = transfer.order().credit();
        return new DepositView(
                transfer.id(),
                wallet,
                transfer.amount().major(),
                transfer.amount().asset().code(),
                String.valueOf(transfer.order().reference()),
                RailTransaction.State.FINALIZED.wireName(),
                null,
                null,
                transfer.balanceAfter(wallet).major(),
                transfer.createdAt());
    }
}
