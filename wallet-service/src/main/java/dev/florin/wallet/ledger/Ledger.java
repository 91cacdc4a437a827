package dev.florin.wallet.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.json.Json;
import dev.florin.common.money.Money;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.trace.TraceParent;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the ledger, over the accounts, holds and transfers that a batch touches: is this movement legal, and how
 * do the books look after it? Pure; whoever uses it has locked the accounts, loads them before and stores the
 * {@link #changes} after.
 */
public final class Ledger {
    private static final BigInteger BOUND = BigInteger.TEN.pow(Money.MAX_DIGITS);

    private final Instant now;
    private Books books;

    /**
     * The accounts, holds and transfers as they stand; a command works on a copy, which replaces them if it succeeds.
     */
    private record Books(
            Map<UUID, Account> accounts,
            Map<UUID, Transfer> transfers,
            Map<UUID, Hold> holds,
            Map<UUID, Transfer> newTransfers,
            Map<UUID, Hold> newHolds,
            Map<UUID, Hold> changedHolds,
            List<Movement> movements) {
        static Books of(Collection<Account> accounts, Collection<Transfer> transfers, Collection<Hold> holds) {
            Books books = new Books(
                    new HashMap<>(),
                    new HashMap<>(),
                    new HashMap<>(),
                    new LinkedHashMap<>(),
                    new LinkedHashMap<>(),
                    new LinkedHashMap<>(),
                    new ArrayList<>());
            accounts.forEach(account -> books.accounts.put(account.id(), account));
            transfers.forEach(transfer -> books.transfers.put(transfer.id(), transfer));
            holds.forEach(hold -> books.holds.put(hold.id(), hold));
            return books;
        }

        Books copy() {
            return new Books(
                    new HashMap<>(accounts),
                    new HashMap<>(transfers),
                    new HashMap<>(holds),
                    new LinkedHashMap<>(newTransfers),
                    new LinkedHashMap<>(newHolds),
                    new LinkedHashMap<>(changedHolds),
                    new ArrayList<>(movements));
        }
    }

    /** What a batch leaves to be stored. */
    public record Changes(
            List<Transfer> transfers, List<Hold> newHolds, List<Hold> changedHolds, List<Movement> movements) {
        public boolean isEmpty() {
            return transfers.isEmpty() && newHolds.isEmpty() && changedHolds.isEmpty() && movements.isEmpty();
        }
    }

    public Ledger(Collection<Account> accounts, Collection<Transfer> transfers, Collection<Hold> holds, Instant now) {
        this.books = Books.of(accounts, transfers, holds);
        this.now = now;
    }

    /** Everything that the commands so far have changed. */
    public Changes changes() {
        return new Changes(
                List.copyOf(books.newTransfers.values()),
                List.copyOf(books.newHolds.values()),
                List.copyOf(books.changedHolds.values()),
                List.copyOf(books.movements));
    }

    /** @throws IllegalArgumentException if the account was not given */
    public Account account(UUID id) {
        Account account = books.accounts.get(id);
        if (account == null) {
            throw new IllegalArgumentException("no account " + id);
        }
        return account;
    }

    /**
     * Applies a command, all of it or nothing.
     *
     * @return one outcome per operation, in their order. If one is refused, the others are with
     *     {@link ProblemType#BATCH_REFUSED}, and only the refusal itself stays in the books: it is final for its id
     */
    public List<Outcome> apply(Command command) {
        if (command.operations().size() == 1) {
            // A single operation changes nothing before it is decided: no copy to fall back to.
            return List.of(apply(command.operations().getFirst(), command.traceparent()));
        }
        Books before = books;
        books = before.copy();
        List<Outcome> outcomes = new ArrayList<>();
        for (Operation operation : command.operations()) {
            Outcome outcome = apply(operation, command.traceparent());
            if (outcome instanceof Outcome.Refused refused) {
                books = before;
                if (!refused.repeated()) {
                    recordRefusal(operation, refused.reason(), command.traceparent());
                }
                return allRefused(command, outcomes.size(), refused);
            }
            outcomes.add(outcome);
        }
        return List.copyOf(outcomes);
    }

    private Outcome apply(Operation operation, @Nullable String traceparent) {
        Outcome outcome = switch (operation) {
            case Operation.Post post -> post(post, traceparent);
            case Operation.Reserve reserve -> reserve(reserve, traceparent);
            case Operation.Capture capture -> capture(capture, traceparent);
            case Operation.Release release -> release(release, traceparent);
        };
        if (outcome instanceof Outcome.Refused refused && !refused.repeated()) {
            recordRefusal(operation, refused.reason(), traceparent);
        }
        return outcome;
    }

    private Outcome post(Operation.Post post, @Nullable String traceparent) {
        Transfer.Order order = post.order();
        Transfer known = books.transfers.get(order.id());
        if (known != null) {
            return repeated(known, order.fingerprint());
        }
        ProblemType problem = problemOf(order);
        if (problem == null && !account(order.debit()).covers(order.amount().minor())) {
            problem = ProblemType.INSUFFICIENT_FUNDS;
        }
        if (problem == null && overflows(order)) {
            problem = ProblemType.BALANCE_OVERFLOW;
        }
        return problem == null
                ? new Outcome.Posted(move(order, traceparent), false)
                : new Outcome.Refused(problem, false, null);
    }

    private Outcome reserve(Operation.Reserve reserve, @Nullable String traceparent) {
        Hold.Order order = reserve.order();
        Hold known = books.holds.get(order.id());
        if (known != null) {
            return repeated(known, order.fingerprint());
        }
        Account account = books.accounts.get(order.account());
        ProblemType problem = account == null
                ? ProblemType.ACCOUNT_NOT_FOUND
                : !account.asset().equals(order.amount().asset())
                        ? ProblemType.ASSET_MISMATCH
                        : account.frozen()
                                ? ProblemType.WALLET_FROZEN
                                : account.covers(order.amount().minor()) ? null : ProblemType.INSUFFICIENT_FUNDS;
        if (account == null || problem != null) {
            return new Outcome.Refused(problem == null ? ProblemType.ACCOUNT_NOT_FOUND : problem, false, null);
        }
        Hold hold = new Hold(order, BigInteger.ZERO, Hold.State.ACTIVE, null, now, now);
        books.holds.put(hold.id(), hold);
        books.newHolds.put(hold.id(), hold);
        setAside(hold, account, order.amount().minor());
        tellHold(hold, order.amount().minor(), traceparent);
        return new Outcome.Reserved(hold, false);
    }

    private Outcome capture(Operation.Capture capture, @Nullable String traceparent) {
        Transfer.Order order = capture.order();
        Transfer known = books.transfers.get(order.id());
        if (known != null) {
            return repeated(known, order.fingerprint());
        }
        Hold hold = books.holds.get(capture.hold());
        if (hold == null
                || hold.state() == Hold.State.REFUSED
                || !hold.order().account().equals(order.debit())) {
            return new Outcome.Refused(ProblemType.HOLD_NOT_FOUND, true, null);
        }
        ProblemType problem = problemOf(order);
        if (problem == null) {
            problem = problemOf(hold, order.amount());
        }
        if (problem == null && overflows(order)) {
            problem = ProblemType.BALANCE_OVERFLOW;
        }
        if (problem != null) {
            return new Outcome.Refused(problem, false, null);
        }
        change(hold.capturedBy(order.amount().minor(), now));
        setAside(hold, account(order.debit()), order.amount().minor().negate());
        return new Outcome.Posted(move(order, traceparent), false);
    }

    private Outcome release(Operation.Release release, @Nullable String traceparent) {
        Hold hold = books.holds.get(release.hold());
        if (hold == null || hold.state() == Hold.State.REFUSED) {
            return new Outcome.Refused(ProblemType.HOLD_NOT_FOUND, true, null);
        }
        Hold.State closed = switch (release.reason()) {
            case VOIDED -> Hold.State.VOIDED;
            case EXPIRED -> Hold.State.EXPIRED;
        };
        boolean alreadyClosed = hold.state() != Hold.State.ACTIVE;
        boolean notYetDue = closed == Hold.State.EXPIRED && !hold.isExpiredAt(now);
        if (alreadyClosed || notYetDue) {
            return hold.state() == Hold.State.CAPTURED || notYetDue
                    ? new Outcome.Refused(ProblemType.HOLD_NOT_ACTIVE, true, null)
                    : new Outcome.Released(hold);
        }
        Hold after = hold.closedAs(closed, now);
        change(after);
        setAside(hold, account(hold.order().account()), hold.open().negate());
        tellHold(after, BigInteger.ZERO, traceparent);
        return new Outcome.Released(after);
    }

    /** In order of precedence; what the amount does to the balances is asked last. */
    private @Nullable ProblemType problemOf(Transfer.Order order) {
        Account debit = books.accounts.get(order.debit());
        Account credit = books.accounts.get(order.credit());
        if (debit == null || credit == null) {
            return ProblemType.ACCOUNT_NOT_FOUND;
        }
        if (!debit.asset().equals(order.amount().asset())
                || !credit.asset().equals(order.amount().asset())) {
            return ProblemType.ASSET_MISMATCH;
        }
        if (debit.frozen()) {
            return ProblemType.WALLET_FROZEN;
        }
        return credit.frozen() ? ProblemType.RECIPIENT_FROZEN : null;
    }

    private @Nullable ProblemType problemOf(Hold hold, Money amount) {
        if (hold.state() != Hold.State.ACTIVE) {
            return ProblemType.HOLD_NOT_ACTIVE;
        }
        if (hold.isExpiredAt(now)) {
            return ProblemType.HOLD_EXPIRED;
        }
        return hold.open().compareTo(amount.minor()) < 0 ? ProblemType.HOLD_EXCEEDED : null;
    }

    private boolean overflows(Transfer.Order order) {
        BigInteger amount = order.amount().minor();
        return account(order.credit()).posted().add(amount).compareTo(BOUND) >= 0
                || account(order.debit()).posted().subtract(amount).negate().compareTo(BOUND) >= 0;
    }

    private Transfer move(Transfer.Order order, @Nullable String traceparent) {
        BigInteger amount = order.amount().minor();
        Account debit = account(order.debit()).moved(amount.negate(), now);
        Account credit = account(order.credit()).moved(amount, now);
        books.accounts.put(debit.id(), debit);
        books.accounts.put(credit.id(), credit);
        Transfer transfer = new Transfer(
                order,
                new Transfer.Posted(
                        new Transfer.Posting(debit.seq(), debit.posted()),
                        new Transfer.Posting(credit.seq(), credit.posted())),
                traceId(traceparent),
                now);
        keep(transfer);
        books.movements.add(new Movement(
                order.id(),
                order.type(),
                order.amount().asset().code(),
                amount,
                json(order.metadata()),
                now,
                traceparent,
                Movement.Side.of(debit),
                Movement.Side.of(credit)));
        return transfer;
    }

    private void keep(Transfer transfer) {
        books.transfers.put(transfer.id(), transfer);
        books.newTransfers.put(transfer.id(), transfer);
    }

    /** A hold that is new in this batch is stored once, in its last state. */
    private void change(Hold hold) {
        books.holds.put(hold.id(), hold);
        if (books.newHolds.containsKey(hold.id())) {
            books.newHolds.put(hold.id(), hold);
        } else {
            books.changedHolds.put(hold.id(), hold);
        }
    }

    private void setAside(Hold hold, Account account, BigInteger amount) {
        books.accounts.put(hold.order().account(), account.reserved(amount, now));
    }

    private void tellHold(Hold hold, BigInteger amount, @Nullable String traceparent) {
        Account account = account(hold.order().account());
        books.movements.add(new Movement(
                hold.id(),
                Movement.HOLD,
                account.asset().code(),
                amount,
                null,
                now,
                traceparent,
                Movement.Side.of(account),
                null));
    }

    /** A refusal is as final for its id as a success; a close of a hold has no id of its own. */
    private void recordRefusal(Operation operation, ProblemType reason, @Nullable String traceparent) {
        switch (operation) {
            case Operation.Post post -> refuse(post.order(), reason, traceparent);
            case Operation.Capture capture -> refuse(capture.order(), reason, traceparent);
            case Operation.Reserve reserve -> {
                Hold refused = new Hold(reserve.order(), BigInteger.ZERO, Hold.State.REFUSED, reason, now, now);
                books.holds.put(refused.id(), refused);
                books.newHolds.put(refused.id(), refused);
            }
            case Operation.Release _ -> {}
        }
    }

    private void refuse(Transfer.Order order, ProblemType reason, @Nullable String traceparent) {
        keep(new Transfer(order, new Transfer.Refused(reason), traceId(traceparent), now));
    }

    private static @Nullable UUID traceId(@Nullable String traceparent) {
        return traceparent == null ? null : TraceParent.continued(traceparent).asUuid();
    }

    private static Outcome repeated(Transfer known, UUID fingerprint) {
        if (!known.order().fingerprint().equals(fingerprint)) {
            return new Outcome.Refused(ProblemType.ID_REUSED, true, null);
        }
        return switch (known.outcome()) {
            case Transfer.Posted _ -> new Outcome.Posted(known, true);
            case Transfer.Refused refused -> new Outcome.Refused(refused.reason(), true, known.traceId());
        };
    }

    private static Outcome repeated(Hold known, UUID fingerprint) {
        if (!known.order().fingerprint().equals(fingerprint)) {
            return new Outcome.Refused(ProblemType.ID_REUSED, true, null);
        }
        return known.refused() == null
                ? new Outcome.Reserved(known, true)
                : new Outcome.Refused(known.refused(), true, null);
    }

    private static List<Outcome> allRefused(Command command, int culprit, Outcome.Refused reason) {
        return IntStream.range(0, command.operations().size())
                .<Outcome>mapToObj(
                        i -> i == culprit ? reason : new Outcome.Refused(ProblemType.BATCH_REFUSED, false, null))
                .toList();
    }

    private static @Nullable JsonNode json(@Nullable String metadata) {
        try {
            return metadata == null ? null : Json.mapper().readTree(metadata);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("metadata is not JSON", e);
        }
    }
}
