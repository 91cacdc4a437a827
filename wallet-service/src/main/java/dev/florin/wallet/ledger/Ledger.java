package dev.florin.wallet.ledger;

import dev.florin.common.problem.ProblemType;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the ledger, over the accounts, holds and transfers that a batch touches: is this movement legal, and how
 * do the books look after it? Pure; whoever uses it has locked the accounts, loads them before and stores the
 * {@link #changes} after.
 */
public final class Ledger {
    private final Instant now;
    private final Instant writtenAt;
    private final Function<Account, Limits> limits;
    private Books books;

    /** What a batch leaves to be stored. */
    public record Changes(
            List<Transfer> transfers, List<Hold> newHolds, List<Hold> changedHolds, List<Story> stories) {}

    public Ledger(Collection<Account> accounts, Collection<Transfer> transfers, Collection<Hold> holds, Instant now) {
        this(accounts, transfers, holds, now, now, Account::limits);
    }

    /**
     * @param writtenAt the time that entries carry; never before that of an earlier entry
     * @param now the clock's time, by which holds expire
     * @param limits that apply to an account
     */
    Ledger(
            Collection<Account> accounts,
            Collection<Transfer> transfers,
            Collection<Hold> holds,
            Instant writtenAt,
            Instant now,
            Function<Account, Limits> limits) {
        this.books = new Books(accounts, transfers, holds, writtenAt);
        this.now = now;
        this.writtenAt = writtenAt;
        this.limits = limits;
    }

    /** Ids that are kept for movements to come. */
    Ledger keeping(Collection<Promise> promises) {
        books.keepPromises(promises);
        return this;
    }

    /** Everything that the commands so far have changed. */
    public Changes changes() {
        return books.changes();
    }

    /** @throws IllegalArgumentException if the account was not given */
    public Account account(UUID id) {
        Account account = books.account(id);
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
        List<Outcome> outcomes = command.operations().size() == 1
                // A single operation changes nothing before it is decided: no copy to fall back to.
                ? List.of(apply(command.operations().getFirst(), command.traceparent()))
                : applyAll(command);
        if (outcomes.stream().allMatch(Outcome::isNew)) {
            books.tell(command.tellings());
        }
        return outcomes;
    }

    private List<Outcome> applyAll(Command command) {
        Books before = books;
        books = before.copy();
        List<Outcome> outcomes = new ArrayList<>();
        for (Operation operation : command.operations()) {
            Outcome outcome = decide(operation, command.traceparent());
            if (outcome instanceof Outcome.Refused refused) {
                books = before;
                recordRefusal(operation, refused, command.traceparent());
                return allRefused(command, outcomes.size(), refused);
            }
            outcomes.add(outcome);
        }
        return List.copyOf(outcomes);
    }

    private Outcome apply(Operation operation, @Nullable String traceparent) {
        Outcome outcome = decide(operation, traceparent);
        if (outcome instanceof Outcome.Refused refused) {
            recordRefusal(operation, refused, traceparent);
        }
        return outcome;
    }

    private Outcome decide(Operation operation, @Nullable String traceparent) {
        return switch (operation) {
            case Operation.Post post -> post(post, traceparent);
            case Operation.Reserve reserve -> reserve(reserve, traceparent);
            case Operation.Capture capture -> capture(capture, traceparent);
            case Operation.Release release -> release(release, traceparent);
        };
    }

    private void recordRefusal(Operation operation, Outcome.Refused refused, @Nullable String traceparent) {
        if (!refused.repeated()) {
            books.refuse(operation, refused.reason(), traceparent);
            if (refused.reason() == ProblemType.LIMIT_EXCEEDED) {
                tellBreach(operation, traceparent);
            }
        }
    }

    private void tellBreach(Operation operation, @Nullable String traceparent) {
        switch (operation) {
            case Operation.Post post ->
                tellBreach(post.order().id(), post.order().debit(), post.order().spent(), traceparent);
            case Operation.Reserve reserve ->
                tellBreach(
                        reserve.order().id(),
                        reserve.order().account(),
                        reserve.order().spent(),
                        traceparent);
            case Operation.Capture _, Operation.Release _ -> {}
        }
    }

    private void tellBreach(UUID id, UUID payer, BigInteger spent, @Nullable String traceparent) {
        Account account = account(payer);
        breach(account, spent).ifPresent(breach -> books.tellBreach(id, account, spent, breach, traceparent));
    }

    /** The limit that stands in the way of spending this much; nothing is always allowed. */
    private Optional<Limits.Breach> breach(Account account, BigInteger spent) {
        return spent.signum() == 0
                ? Optional.empty()
                : limits.apply(account).breach(spent, account.spending().at(writtenAt));
    }

    private Outcome post(Operation.Post post, @Nullable String traceparent) {
        Transfer.Order order = post.order();
        Transfer known = books.transfer(order.id());
        if (known != null) {
            return new Repeats(books).of(known, order);
        }
        if (books.isTaken(order)) {
            return Repeats.idReused();
        }
        ProblemType problem = legality().problemOf(order);
        if (problem == null && !account(order.debit()).covers(order.amount().minor())) {
            problem = ProblemType.INSUFFICIENT_FUNDS;
        }
        if (problem == null && legality().overflows(order)) {
            problem = ProblemType.BALANCE_OVERFLOW;
        }
        if (problem == null && breach(account(order.debit()), order.spent()).isPresent()) {
            problem = ProblemType.LIMIT_EXCEEDED;
        }
        return problem == null ? posted(post, traceparent) : refused(problem);
    }

    private Outcome reserve(Operation.Reserve reserve, @Nullable String traceparent) {
        Hold.Order order = reserve.order();
        Hold known = books.hold(order.id());
        if (known != null) {
            return new Repeats(books).of(known, order);
        }
        if (books.isTaken(order)) {
            return Repeats.idReused();
        }
        Account account = books.account(order.account());
        // Accounts of ours have no floor: what is set aside in them means nothing, and could grow without end.
        if (account == null || account.kind() != Account.Kind.WALLET) {
            return refused(ProblemType.ACCOUNT_NOT_FOUND);
        }
        if (!account.asset().equals(order.amount().asset())) {
            return refused(ProblemType.ASSET_MISMATCH);
        }
        if (account.frozen()) {
            return refused(ProblemType.WALLET_FROZEN);
        }
        if (!account.covers(order.amount().minor())) {
            return refused(ProblemType.INSUFFICIENT_FUNDS);
        }
        return reserve.replaces() == null
                ? reserveMore(order, account, traceparent)
                : reserveRest(order, account, reserve.replaces(), traceparent);
    }

    private Outcome reserveMore(Hold.Order order, Account account, @Nullable String traceparent) {
        return breach(account, order.spent()).isPresent()
                ? refused(ProblemType.LIMIT_EXCEEDED)
                : new Outcome.Reserved(books.reserve(order, account, null, traceparent), false);
    }

    /** It was spent when the hold before it was made: no limit can stand in the way of a part that goes back. */
    private Outcome reserveRest(Hold.Order order, Account account, UUID replaces, @Nullable String traceparent) {
        Hold replaced = books.acceptedHold(replaces);
        if (replaced == null || !replaced.isReplacedBy(order, writtenAt)) {
            return refused(ProblemType.HOLD_NOT_ACTIVE);
        }
        Hold.Order rest = order.spendingAs(replaced.order());
        return new Outcome.Reserved(books.reserve(rest, account, replaced, traceparent), false);
    }

    private Outcome capture(Operation.Capture capture, @Nullable String traceparent) {
        Transfer.Order order = capture.order();
        Transfer known = books.transfer(order.id());
        if (known != null) {
            return new Repeats(books).of(known, order);
        }
        Hold hold = books.acceptedHold(capture.hold());
        if (hold == null || !hold.order().account().equals(order.debit())) {
            return nothingThere();
        }
        ProblemType problem = legality().problemOf(order);
        if (problem == null) {
            problem = legality().problemOf(hold, order.amount());
        }
        if (problem == null && legality().overflows(order)) {
            problem = ProblemType.BALANCE_OVERFLOW;
        }
        if (problem != null) {
            return refused(problem);
        }
        books.capture(hold, account(order.debit()), order.amount().minor());
        return posted(new Operation.Post(order, null, capture.about()), traceparent);
    }

    private Outcome release(Operation.Release release, @Nullable String traceparent) {
        Hold hold = books.acceptedHold(release.hold());
        if (hold == null) {
            return nothingThere();
        }
        return switch (hold.state()) {
            case VOIDED, EXPIRED -> new Outcome.Released(hold, true);
            case CAPTURED, REFUSED -> new Outcome.Refused(ProblemType.HOLD_NOT_ACTIVE, true, null);
            case ACTIVE ->
                release.state() == Hold.State.EXPIRED && !hold.isExpiredAt(now)
                        ? new Outcome.Refused(ProblemType.HOLD_NOT_ACTIVE, true, null)
                        : new Outcome.Released(
                                books.release(
                                        release, hold, account(hold.order().account()), traceparent),
                                false);
        };
    }

    /** Of the books as they stand: a command that fails half-way leaves others behind. */
    private Legality legality() {
        return new Legality(books, now);
    }

    private Outcome posted(Operation.Post post, @Nullable String traceparent) {
        Transfer.Order order = post.order();
        Transfer transfer = books.post(post, account(order.debit()), account(order.credit()), traceparent);
        return new Outcome.Posted(transfer, false);
    }

    private static Outcome refused(ProblemType reason) {
        return new Outcome.Refused(reason, false, null);
    }

    /** Nothing was decided about the id: it may be used again. */
    private static Outcome nothingThere() {
        return new Outcome.Refused(ProblemType.HOLD_NOT_FOUND, true, null);
    }

    private static List<Outcome> allRefused(Command command, int culprit, Outcome.Refused reason) {
        return IntStream.range(0, command.operations().size())
                .<Outcome>mapToObj(
                        i -> i == culprit ? reason : new Outcome.Refused(ProblemType.BATCH_REFUSED, false, null))
                .toList();
    }
}
