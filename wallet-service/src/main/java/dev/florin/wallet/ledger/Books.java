package dev.florin.wallet.ledger;

import dev.florin.common.problem.ProblemType;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The accounts, transfers and holds that a batch touches, as they stand, and what has changed in them. Decides nothing.
 */
final class Books {
    private final Instant now;
    private final Map<UUID, Account> accounts = new HashMap<>();
    private final Map<UUID, Transfer> transfers = new HashMap<>();
    private final Map<UUID, Hold> holds = new HashMap<>();
    private final Map<UUID, UUID> promises = new HashMap<>();
    private final Map<UUID, Transfer> newTransfers = new LinkedHashMap<>();
    private final Map<UUID, Hold> newHolds = new LinkedHashMap<>();
    private final Map<UUID, Hold> changedHolds = new LinkedHashMap<>();
    private final List<Story> stories = new ArrayList<>();

    Books(Collection<Account> accounts, Collection<Transfer> transfers, Collection<Hold> holds, Instant now) {
        this.now = now;
        accounts.forEach(account -> this.accounts.put(account.id(), account));
        transfers.forEach(transfer -> this.transfers.put(transfer.id(), transfer));
        holds.forEach(hold -> this.holds.put(hold.id(), hold));
    }

    /** Another order than the promised one must not take its id. */
    void keepPromises(Collection<Promise> all) {
        all.forEach(promise -> promises.put(promise.id(), promise.fingerprint()));
    }

    /** An id stands for one thing: whoever has used it for a hold, or ordered a movement for later, needs another. */
    boolean isTaken(Transfer.Order order) {
        UUID fingerprint = promises.get(order.id());
        return (fingerprint != null && !fingerprint.equals(order.fingerprint())) || holds.containsKey(order.id());
    }

    /** The same for what has not been a hold so far. */
    boolean isTaken(Hold.Order order) {
        return promises.containsKey(order.id()) || transfers.containsKey(order.id());
    }

    /** Books of their own, to be thrown away if a command fails half-way. */
    Books copy() {
        Books copy = new Books(accounts.values(), transfers.values(), holds.values(), now);
        copy.promises.putAll(promises);
        copy.newTransfers.putAll(newTransfers);
        copy.newHolds.putAll(newHolds);
        copy.changedHolds.putAll(changedHolds);
        copy.stories.addAll(stories);
        return copy;
    }

    Ledger.Changes changes() {
        return new Ledger.Changes(
                List.copyOf(newTransfers.values()),
                List.copyOf(newHolds.values()),
                List.copyOf(changedHolds.values()),
                List.copyOf(stories));
    }

    @Nullable
    Account account(UUID id) {
        return accounts.get(id);
    }

    @Nullable
    Transfer transfer(UUID id) {
        return transfers.get(id);
    }

    @Nullable
    Hold hold(UUID id) {
        return holds.get(id);
    }

    /** A hold that came to be, whatever has become of it since. */
    @Nullable
    Hold acceptedHold(UUID id) {
        Hold hold = holds.get(id);
        return hold == null || hold.state() == Hold.State.REFUSED ? null : hold;
    }

    /** Moves money from one account to the other. */
    Transfer post(Operation.Post post, Account from, Account to, @Nullable String traceparent) {
        Transfer.Order order = post.order();
        BigInteger amount = order.amount().minor();
        Account debit = from.moved(amount.negate(), order.spent(), now);
        Account credit = uncounted(to.moved(amount, BigInteger.ZERO, now), order);
        accounts.put(debit.id(), debit);
        accounts.put(credit.id(), credit);
        Transfer.Outcome places = new Transfer.Posted(
                new Transfer.Posting(debit.seq(), debit.posted()), new Transfer.Posting(credit.seq(), credit.posted()));
        Transfer transfer = new Transfer(order, places, Transfer.traceId(traceparent), now);
        keep(transfer);
        stories.add(new Movement(
                order.id(),
                order.type(),
                order.amount().asset().code(),
                amount,
                post.message(),
                post.about(),
                now,
                traceparent,
                Movement.Side.of(debit),
                Movement.Side.of(credit)));
        return transfer;
    }

    /** Who gets a payment back has not spent it. */
    private Account uncounted(Account payer, Transfer.Order back) {
        Transfer paid = back.givesBack() == null ? null : transfers.get(back.givesBack());
        return paid == null ? payer : payer.givenBack(paid.order().spent(), paid.createdAt());
    }

    /** Sets money aside. */
    Hold reserve(Hold.Order order, Account account, @Nullable Hold replaced, @Nullable String traceparent) {
        Instant spentAt = replaced == null ? null : replaced.countsSince();
        Hold hold = new Hold(order, BigInteger.ZERO, Hold.State.ACTIVE, null, null, null, spentAt, null, now, now);
        holds.put(hold.id(), hold);
        newHolds.put(hold.id(), hold);
        Account after = spentAt == null
                ? account.reserved(order.amount().minor(), order.spent(), now)
                : account.reserved(order.amount().minor(), BigInteger.ZERO, now).counted(order.spent(), spentAt);
        accounts.put(after.id(), after);
        tell(hold, after, order.amount().minor(), traceparent);
        return hold;
    }

    /** Takes a part of a hold to be paid out; the payment itself is a {@link #post}. */
    Account capture(Hold hold, Account account, BigInteger amount) {
        change(hold.capturedBy(amount, now));
        Account after = account.captured(amount, now);
        accounts.put(after.id(), after);
        return after;
    }

    /** Closes a hold and gives back what is left of it. */
    Hold release(Operation.Release release, Hold hold, Account account, @Nullable String traceparent) {
        BigInteger spent = hold.order().spends() ? hold.open() : BigInteger.ZERO;
        Account after =
                account.reserved(hold.open().negate(), BigInteger.ZERO, now).givenBack(spent, hold.countsSince());
        accounts.put(after.id(), after);
        Hold closed = hold.closedAs(
                release.state(), release.releasedFor(), after.available().minor(), now);
        change(closed);
        tell(closed, after, BigInteger.ZERO, traceparent);
        return closed;
    }

    /** Tells the owner that a limit stood in the way of this amount. */
    void tellBreach(UUID id, Account account, BigInteger amount, Limits.Breach breach, @Nullable String traceparent) {
        stories.add(new LimitBreach(
                id,
                account.id(),
                account.owner(),
                account.asset().code(),
                breach.kind(),
                amount,
                breach.allowed(),
                breach.spent(),
                now,
                traceparent));
    }

    /** What a feature wants to be told along with what happened. */
    void tell(List<Telling> tellings) {
        stories.addAll(tellings);
    }

    /** A refusal is as final for its id as a success; a release has no id of its own. */
    void refuse(Operation operation, ProblemType reason, @Nullable String traceparent) {
        switch (operation) {
            case Operation.Post post -> {
                refuse(post.order(), reason, traceparent);
                tellRefusal(post, reason, traceparent);
            }
            case Operation.Capture capture -> refuse(capture.order(), reason, traceparent);
            case Operation.Reserve reserve -> {
                Hold refused = new Hold(
                        reserve.order(),
                        BigInteger.ZERO,
                        Hold.State.REFUSED,
                        reason,
                        Transfer.traceId(traceparent),
                        null,
                        null,
                        null,
                        now,
                        now);
                holds.put(refused.id(), refused);
                newHolds.put(refused.id(), refused);
            }
            case Operation.Release _ -> {}
        }
    }

    private void refuse(Transfer.Order order, ProblemType reason, @Nullable String traceparent) {
        keep(Transfer.refused(order, reason, traceparent, now));
    }

    /** Who ordered a payment for later is told by whoever kept it. */
    private void tellRefusal(Operation.Post post, ProblemType reason, @Nullable String traceparent) {
        Transfer.Order order = post.order();
        Account sender = accounts.get(order.debit());
        Account recipient = accounts.get(order.credit());
        boolean announced = post.about() != null && post.about().wasAnnounced();
        if (order.type().equals(Transfer.P2P) && !announced && sender != null && recipient != null) {
            stories.add(new Refusal(
                    order.id(),
                    sender.owner(),
                    recipient.owner(),
                    order.amount().asset().code(),
                    order.amount().minor(),
                    reason.code(),
                    now,
                    traceparent));
        }
    }

    private void keep(Transfer transfer) {
        transfers.put(transfer.id(), transfer);
        newTransfers.put(transfer.id(), transfer);
    }

    /** A hold that is new in this batch is stored once, in its last state. */
    private void change(Hold hold) {
        holds.put(hold.id(), hold);
        Map<UUID, Hold> written = newHolds.containsKey(hold.id()) ? newHolds : changedHolds;
        written.put(hold.id(), hold);
    }

    private void tell(Hold hold, Account account, BigInteger amount, @Nullable String traceparent) {
        stories.add(new Movement(
                hold.id(),
                Movement.HOLD,
                account.asset().code(),
                amount,
                null,
                null,
                now,
                traceparent,
                Movement.Side.of(account),
                null));
    }
}
