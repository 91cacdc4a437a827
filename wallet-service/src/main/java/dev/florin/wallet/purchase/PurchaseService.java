package dev.florin.wallet.purchase;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.idempotency.Answer;
import dev.florin.common.idempotency.IdempotencyService;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.page.TimePage;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.Command;
import dev.florin.wallet.ledger.LedgerService;
import dev.florin.wallet.ledger.Movement;
import dev.florin.wallet.ledger.Operation;
import dev.florin.wallet.ledger.Outcome;
import dev.florin.wallet.ledger.Transfer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Takes the money for a purchase at once, and sees to it that the purchase ends. */
@Singleton
public class PurchaseService {
    private static final Logger LOG = Logger.getLogger(PurchaseService.class);

    private final LedgerService ledger;
    private final IdempotencyService idempotency;
    private final PurchaseStore store;
    private final PurchaseConfig config;
    private final Clock clock;

    PurchaseService(
            LedgerService ledger,
            IdempotencyService idempotency,
            PurchaseStore store,
            PurchaseConfig config,
            Clock clock) {
        this.ledger = ledger;
        this.idempotency = idempotency;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    /** One page, newest first; the cursor is absent on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record PurchasePage(
            List<PurchaseView> purchases, @Nullable String nextCursor) {}

    /** Buys, once per key; a refusal is final for its key. */
    public Answer<PurchaseView> buy(
            String user, @Nullable String key, PurchaseRequest request, @Nullable String traceparent) {
        return idempotency.once(user, key, id -> {
            Command command = command(id, user, request, traceparent);
            return switch (ledger.apply(command).getFirst()) {
                case Outcome.Posted posted -> opened(posted, request);
                case Outcome.Refused refused -> throw refused.asAnswerToKey();
                case Outcome.Reserved _, Outcome.Released _ -> throw new IllegalStateException("not a payment");
            };
        });
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND}, also for somebody else's */
    public PurchaseView purchase(String user, UUID id) {
        return view(visible(id, user, EnumSet.noneOf(Purchase.Actor.class)));
    }

    /** All purchases of a user, newest first. */
    public PurchasePage purchases(String user, int limit, @Nullable String cursor) {
        TimePage<Purchase> page = TimePage.of(
                store.purchases(user, TimeCursor.of(cursor), limit + 1),
                limit,
                purchase -> new TimeCursor(purchase.createdAt(), purchase.id()));
        return new PurchasePage(page.map(purchase -> PurchaseView.of(purchase, null)), page.nextCursor());
    }

    /**
     * Takes a step; again, it changes nothing.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND}, also for somebody else's; as {@link Purchase#allows}
     */
    public PurchaseView close(Caller caller, UUID id, Purchase.Step step, @Nullable String traceparent) {
        Set<Purchase.Actor> actors = actors(caller);
        Purchase purchase = visible(id, caller.id(), actors);
        if (purchase.owner().equals(caller.id())) {
            actors.add(Purchase.Actor.OWNER);
        }
        Instant now = now();
        if (purchase.isLate(now)) {
            end(purchase, Purchase.Step.TIME_OUT, now, null);
            purchase = found(id);
        }
        // Whoever loses a race against another step finds the purchase closed, and is told what that means for it.
        if (purchase.allows(step, actors) && !end(purchase, step, now, traceparent)) {
            found(id).allows(step, actors);
        }
        return view(found(id));
    }

    /**
     * Times purchases out.
     *
     * @return how many
     */
    int timeOut(int limit) {
        Instant now = now();
        return ledger.inTransaction(transaction -> {
            List<Purchase> late = store.lockLate(transaction, now, limit);
            for (Purchase purchase : late) {
                store.close(transaction, purchase, Purchase.Step.TIME_OUT, now);
                ledger.tell(transaction, PurchaseEvents.ended(purchase, Purchase.Step.TIME_OUT, now, null));
            }
            return late.size();
        });
    }

    private boolean end(Purchase purchase, Purchase.Step step, Instant now, @Nullable String traceparent) {
        boolean closed = ledger.inTransaction(transaction -> {
            boolean wasOpen = store.close(transaction, purchase, step, now);
            if (wasOpen) {
                ledger.tell(transaction, PurchaseEvents.ended(purchase, step, now, traceparent));
            }
            return wasOpen;
        });
        if (closed) {
            LOG.infof("Purchase %s: User=%s, Id=%s", step.to().wireName(), purchase.owner(), purchase.id());
        }
        return closed;
    }

    private Command command(UUID id, String user, PurchaseRequest request, @Nullable String traceparent) {
        Asset asset = Asset.of(request.currency());
        Money amount = Money.positive(request.amount(), asset);
        long timeoutS = timeoutS(request);
        UUID wallet = ledger.walletId(user, asset)
                .orElseThrow(() -> new FlorinException(
                        ProblemType.WALLET_NOT_FOUND, "You have no " + asset + " wallet; open one first."));
        String metadata =
                new PurchaseMetadata(request.service(), request.description(), request.timeoutSeconds()).json();
        UUID merchant = ledger.systemId(Account.Kind.MERCHANT, asset);
        Transfer.Order order = Transfer.Order.of(id, wallet, merchant, amount, request.type(), null, metadata)
                .asSpending();
        Operation pay = new Operation.Post(order, null, about(id, request.description()));
        return Command.of(pay, traceparent).with(PurchaseStore.opening(id, user, wallet, amount, request, timeoutS));
    }

    /** What people are told about the money of a purchase, there and back. */
    static Movement.About about(UUID id, String description) {
        return Movement.About.thing(description, "/purchases/" + id);
    }

    private long timeoutS(PurchaseRequest request) {
        Long asked = request.timeoutSeconds();
        if (asked == null) {
            return config.timeout().toSeconds();
        }
        if (asked < 1 || asked > config.maxTimeout().toSeconds()) {
            throw Required.invalid(
                    "timeout_seconds", "is between 1 and " + config.maxTimeout().toSeconds());
        }
        return asked;
    }

    private Answer<PurchaseView> opened(Outcome.Posted posted, PurchaseRequest request) {
        Purchase purchase = found(posted.transfer().id());
        if (!posted.repeated()) {
            LOG.infof(
                    "Transaction created: Type=%s, Amount=%s, Id=%s", request.type(), purchase.amount(), purchase.id());
            LOG.infof(
                    "Credits deducted: User=%s, Amount=%s, Service=%s",
                    purchase.owner(), purchase.amount(), request.service());
        }
        return new Answer<>(
                PurchaseView.opened(purchase, posted.transfer().balanceAfter(purchase.wallet())), posted.repeated());
    }

    private PurchaseView view(Purchase purchase) {
        return PurchaseView.of(
                purchase,
                ledger.transfer(purchase.id())
                        .map(payment -> payment.balanceAfter(purchase.wallet()))
                        .orElse(null));
    }

    private Purchase visible(UUID id, String user, Set<Purchase.Actor> actors) {
        return store.purchase(id)
                .filter(purchase -> purchase.owner().equals(user) || !actors.isEmpty())
                .orElseThrow(PurchaseService::notFound);
    }

    private Purchase found(UUID id) {
        return store.purchase(id).orElseThrow(PurchaseService::notFound);
    }

    private static FlorinException notFound() {
        return new FlorinException(ProblemType.NOT_FOUND, "You have no such purchase.");
    }

    /** Whatever the caller is besides a user. */
    private static Set<Purchase.Actor> actors(Caller caller) {
        Set<Purchase.Actor> actors = EnumSet.noneOf(Purchase.Actor.class);
        if (caller.roles().contains(Caller.SERVICE)) {
            actors.add(Purchase.Actor.SELLER);
        }
        if (caller.roles().contains(Caller.ADMIN)) {
            actors.add(Purchase.Actor.OPERATOR);
        }
        return actors;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
