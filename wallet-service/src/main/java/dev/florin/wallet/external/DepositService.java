package dev.florin.wallet.external;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.idempotency.Answer;
import dev.florin.wallet.idempotency.IdempotencyService;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.Command;
import dev.florin.wallet.ledger.LedgerService;
import dev.florin.wallet.ledger.Operation;
import dev.florin.wallet.ledger.Outcome;
import dev.florin.wallet.ledger.Transfer;
import jakarta.inject.Singleton;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Money that comes in. The {@code instant} rail, the only one so far, believes what it is told. */
@Singleton
public class DepositService {
    private static final String INSTANT = "instant";

    private final LedgerService ledger;
    private final IdempotencyService idempotency;
    private final RailConfig rails;

    DepositService(LedgerService ledger, IdempotencyService idempotency, RailConfig rails) {
        this.ledger = ledger;
        this.idempotency = idempotency;
        this.rails = rails;
    }

    /** Takes a deposit in, once per key; a refusal is final for its key. */
    public Answer<DepositView> deposit(
            String user, @Nullable String key, DepositRequest request, @Nullable String traceparent) {
        return idempotency.once(user, key, id -> {
            Transfer.Order order = order(id, user, request);
            return switch (ledger.apply(Command.of(new Operation.Post(order), traceparent))
                    .getFirst()) {
                case Outcome.Posted posted -> new Answer<>(view(posted.transfer()), posted.repeated());
                case Outcome.Refused refused -> throw IdempotencyService.refusal(refused);
                case Outcome.Reserved _, Outcome.Released _ -> throw new IllegalStateException("not a deposit");
            };
        });
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND}, also for somebody else's */
    public DepositView deposit(String user, UUID id) {
        return ledger.transfer(id)
                .filter(transfer -> transfer.order().type().equals(Transfer.DEPOSIT)
                        && transfer.refusal().isEmpty()
                        && isOwner(user, transfer.order().credit()))
                .map(DepositService::view)
                .orElseThrow(() -> new FlorinException(ProblemType.NOT_FOUND, "You have no such deposit."));
    }

    private Transfer.Order order(UUID id, String user, DepositRequest request) {
        Asset asset = Asset.of(request.currency());
        Money amount = Money.positive(request.amount(), asset);
        boolean known = INSTANT.equals(request.rail() == null ? INSTANT : request.rail());
        // A repeat gets its answer also after the rail was closed.
        if (!known || (!rails.instant() && ledger.transfer(id).isEmpty())) {
            throw new FlorinException(ProblemType.UNKNOWN_RAIL, "There is no such rail, or it is not open here.");
        }
        UUID wallet = ledger.walletId(user, asset)
                .orElseThrow(() -> new FlorinException(
                        ProblemType.WALLET_NOT_FOUND, "You have no " + asset + " wallet; open one first."));
        return Transfer.Order.of(
                id, ledger.systemId(Account.Kind.WORLD, asset), wallet, amount, Transfer.DEPOSIT, INSTANT, null);
    }

    private boolean isOwner(String user, UUID wallet) {
        return ledger.account(wallet)
                .filter(account -> account.owner().equals(user))
                .isPresent();
    }

    private static DepositView view(Transfer transfer) {
        UUID wallet = transfer.order().credit();
        return new DepositView(
                transfer.id(),
                wallet,
                transfer.amount().major(),
                transfer.amount().asset().code(),
                String.valueOf(transfer.order().reference()),
                "finalized",
                transfer.balanceAfter(wallet).major(),
                transfer.createdAt());
    }
}
