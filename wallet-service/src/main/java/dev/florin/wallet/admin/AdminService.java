package dev.florin.wallet.admin;

import dev.florin.common.event.FlorinEvent;
import dev.florin.common.id.Ids;
import dev.florin.common.idempotency.Answer;
import dev.florin.common.idempotency.IdempotencyService;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.page.TimePage;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.Command;
import dev.florin.wallet.ledger.Entry;
import dev.florin.wallet.ledger.LedgerService;
import dev.florin.wallet.ledger.Operation;
import dev.florin.wallet.ledger.Outcome;
import dev.florin.wallet.ledger.Telling;
import dev.florin.wallet.ledger.Transfer;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Freezes wallets and puts balances right, each with a reason and on the record. */
@Singleton
public class AdminService {
    private final LedgerService ledger;
    private final AdminStore store;
    private final IdempotencyService idempotency;
    private final Clock clock;

    AdminService(LedgerService ledger, AdminStore store, IdempotencyService idempotency, Clock clock) {
        this.ledger = ledger;
        this.store = store;
        this.idempotency = idempotency;
        this.clock = clock;
    }

    /** Who orders something, and in which trace. */
    public record Order(String admin, @Nullable String traceparent) {}

    /** Lets nothing in or out of a wallet; again, it changes nothing and is not recorded. */
    public AdminWallet setFrozen(UUID wallet, boolean frozen, String reason, Order order) {
        Account account = wallet(wallet);
        ledger.inTransaction(transaction -> {
            boolean changed = ledger.setFrozen(transaction, wallet, frozen);
            if (changed) {
                Instant now = clock.instant();
                String action = frozen ? "freeze" : "unfreeze";
                store.record(transaction, Ids.fresh(), order.admin(), action, wallet, reason, now);
                tell(transaction, account, frozen, now, order);
            }
            return changed;
        });
        return AdminWallet.of(wallet(wallet));
    }

    /** Why is between the administrators; that it happened, the owner has to know. */
    private void tell(Connection transaction, Account account, boolean frozen, Instant now, Order order)
            throws SQLException {
        FlorinEvent event = new FlorinEvent.SecurityAlert(
                frozen ? "high" : "info",
                "Your " + account.asset() + " wallet was " + (frozen ? "frozen." : "unfrozen."),
                frozen ? "contact_support" : null);
        Telling.Told told = Telling.Told.of(event, List.of(account.owner()), "security:" + account.owner());
        ledger.tell(transaction, new Telling(now, order.traceparent(), List.of(told)));
    }

    /**
     * Gives money to a wallet or takes it, once per key; the other side is the outside world.
     *
     * @param amount in major units; negative to take
     */
    public Answer<AdminAction> adjust(
            UUID wallet, @Nullable String key, BigDecimal amount, String reason, Order order) {
        return idempotency.once(order.admin(), key, id -> {
            Account account = wallet(wallet);
            Money money = Money.positive(amount.abs(), account.asset());
            UUID world = ledger.systemId(Account.Kind.WORLD, account.asset());
            boolean gives = amount.signum() > 0;
            Transfer.Order transfer = Transfer.Order.of(
                    id, gives ? world : wallet, gives ? wallet : world, money, Transfer.ADJUSTMENT, reason, null);
            BigDecimal minor =
                    new BigDecimal(gives ? money.minor() : money.minor().negate());
            Command command = Command.of(new Operation.Post(transfer), order.traceparent())
                    .with(AdminStore.adjustment(id, order.admin(), wallet, minor, reason));
            return switch (ledger.apply(command).getFirst()) {
                case Outcome.Posted posted ->
                    new Answer<>(action(posted.transfer(), account, order.admin(), amount), posted.repeated());
                case Outcome.Refused refused -> throw refused.asAnswerToKey();
                case Outcome.Reserved _, Outcome.Released _ -> throw new IllegalStateException("not a transfer");
            };
        });
    }

    /** What administrators did to a wallet, newest first. */
    public TimePage<AdminAction> actions(UUID wallet, int limit, TimeCursor below) {
        return TimePage.of(
                store.of(wallet, wallet(wallet).asset(), below, limit + 1),
                limit,
                action -> new TimeCursor(action.createdAt(), action.actionId()));
    }

    /** The entries of any account, newest first. */
    public List<Entry> entries(UUID account, long belowSeq, int limit) {
        if (ledger.account(account).isEmpty()) {
            throw new FlorinException(ProblemType.NOT_FOUND, "There is no such account.");
        }
        return ledger.entries(account, belowSeq, limit);
    }

    private Account wallet(UUID id) {
        return ledger.account(id)
                .filter(account -> account.kind() == Account.Kind.WALLET)
                .orElseThrow(() -> new FlorinException(ProblemType.NOT_FOUND, "There is no such wallet."));
    }

    private static AdminAction action(Transfer transfer, Account account, String admin, BigDecimal amount) {
        return new AdminAction(
                transfer.id(),
                admin,
                Transfer.ADJUSTMENT,
                account.id(),
                account.asset().code(),
                amount.signum() > 0
                        ? transfer.amount().major()
                        : transfer.amount().negate().major(),
                String.valueOf(transfer.order().reference()),
                transfer.createdAt());
    }
}
