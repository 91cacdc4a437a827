package dev.florin.wallet.purchase;

import dev.florin.common.api.refund.Refund;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.api.refund.Refunded;
import dev.florin.common.id.Ids;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.refund.RefundableSource;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.Command;
import dev.florin.wallet.ledger.LedgerService;
import dev.florin.wallet.ledger.Movement;
import dev.florin.wallet.ledger.Operation;
import dev.florin.wallet.ledger.Outcome;
import dev.florin.wallet.ledger.Transfer;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives back what was paid for purchases that were not delivered. */
@Singleton
public class PurchaseRefundsService implements RefundableSource {
    private static final String KIND = "purchase";

    private final LedgerService ledger;
    private final PurchaseStore store;

    PurchaseRefundsService(LedgerService ledger, PurchaseStore store) {
        this.ledger = ledger;
        this.store = store;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public List<Refundable> due(Instant dueAfter, Instant dueBefore, int limit) {
        return store.due(dueAfter, dueBefore, limit).stream()
                .map(PurchaseRefundsService::refundable)
                .toList();
    }

    @Override
    public Given giveBack(Order order) {
        return switch (giveBackAll(List.of(order)).getFirst()) {
            case Given given -> given;
            case Refused refused -> throw refused.why();
        };
    }

    /**
     * The purchase is closed in the commit that moves the money. What is asked of the ledger does not depend on who
     * asks, so that all of them repeat each other.
     */
    @Override
    public List<Result> giveBackAll(List<Order> orders) {
        Map<UUID, Purchase> purchases =
                store.purchases(orders.stream().map(Order::id).distinct().toList());
        List<Order> due = orders.stream()
                .filter(order -> {
                    Purchase purchase = purchases.get(order.id());
                    return purchase != null && purchase.isDue();
                })
                .toList();
        Iterator<List<Outcome>> outcomes = ledger.applyAll(due.stream()
                        .map(order -> command(Objects.requireNonNull(purchases.get(order.id())), order))
                        .toList())
                .iterator();
        List<Result> results = new ArrayList<>();
        for (Order order : orders) {
            Purchase purchase = purchases.get(order.id());
            results.add(
                    purchase != null && purchase.isDue()
                            ? moved(purchase, order, outcomes.next().getFirst())
                            : found(purchase));
        }
        return results;
    }

    private Command command(Purchase purchase, Order order) {
        return Command.of(new Operation.Post(order(purchase), null, about(purchase)), order.traceparent())
                .with(PurchaseStore.refunding(purchase.id(), order.refundId()));
    }

    /** What the ledger did now; who was overtaken by another request finds what that one did. */
    private Result moved(Purchase purchase, Order order, Outcome outcome) {
        if (outcome instanceof Outcome.Posted posted && outcome.isNew()) {
            Transfer back = posted.transfer();
            return new Given(
                    refund(
                            purchase.refunded(order.refundId(), back.createdAt()),
                            back.balanceAfter(purchase.wallet()).major()),
                    true);
        }
        if (outcome instanceof Outcome.Refused refused) {
            // The wallet is frozen, say. What is refused stays refused: the next try has the next number.
            store.endAttempt(purchase.id(), purchase.refundAttempt());
            return new Refused(refused.asException());
        }
        return found(store.purchase(purchase.id()).orElse(null));
    }

    /** What had been given back before. */
    private Result found(@Nullable Purchase purchase) {
        if (purchase == null) {
            return new Refused(new FlorinException(ProblemType.NOT_FOUND, "There is no such purchase."));
        }
        if (purchase.refund() == null) {
            return new Refused(RefundableSource.notDue());
        }
        BigDecimal balanceAfter = ledger.transfer(transferId(purchase))
                .map(back -> back.balanceAfter(purchase.wallet()).major())
                .orElse(null);
        return new Given(refund(purchase, balanceAfter), false);
    }

    /** Without a look at the ledger for each: the balance after it is asked for one at a time. */
    @Override
    public List<Refunded> refunded(TimeCursor after, int limit) {
        return store.refunded(after, limit).stream()
                .map(purchase -> refund(purchase, null))
                .map(RefundableSource::refunded)
                .toList();
    }

    private Transfer.Order order(Purchase purchase) {
        return Transfer.Order.of(
                        transferId(purchase),
                        ledger.systemId(Account.Kind.MERCHANT, purchase.amount().asset()),
                        purchase.wallet(),
                        purchase.amount(),
                        Transfer.REFUND,
                        KIND + ":" + purchase.id(),
                        new PurchaseMetadata(purchase.service(), purchase.description(), null).json())
                .givingBack(purchase.id());
    }

    private static Movement.About about(Purchase purchase) {
        return PurchaseService.about(purchase.id(), purchase.description());
    }

    /** {@code refund:purchase:<id>}, with a number behind it from the second try on. */
    private static UUID transferId(Purchase purchase) {
        String key = "refund:" + KIND + ":" + purchase.id();
        int attempt = purchase.refundAttempt();
        return attempt == 1 ? Ids.derived(key) : Ids.derived(key + ":" + attempt);
    }

    private static Refund refund(Purchase purchase, @Nullable BigDecimal balanceAfter) {
        Purchase.Fallen fallen = purchase.fallen();
        Purchase.Refund refund = purchase.refund();
        if (fallen == null || refund == null) {
            throw RefundableSource.notDue();
        }
        return new Refund(
                KIND,
                purchase.id(),
                refund.id(),
                purchase.owner(),
                purchase.amount().major(),
                purchase.amount().asset().code(),
                fallen.reason(),
                purchase.description(),
                transferId(purchase),
                balanceAfter,
                fallen.dueAt(),
                refund.at());
    }

    private static Refundable refundable(Purchase purchase) {
        Purchase.Fallen fallen = purchase.fallen();
        if (fallen == null) {
            throw new IllegalStateException("it is not due");
        }
        return new Refundable(
                KIND,
                purchase.id(),
                purchase.owner(),
                purchase.amount().major(),
                purchase.amount().asset().code(),
                fallen.reason(),
                fallen.dueAt(),
                purchase.createdAt(),
                purchase.expiresAt(),
                BigInteger.ZERO,
                purchase.amount().minor());
    }
}
