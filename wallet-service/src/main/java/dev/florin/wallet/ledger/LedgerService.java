package dev.florin.wallet.ledger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.florin.common.database.Database;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.money.Asset;
import dev.florin.common.outbox.RelayJob;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.trace.Traces;
import dev.florin.common.trace.Work;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The ledger, for the other features: order movements, look at accounts. */
@Singleton
public class LedgerService {
    private static final int CACHED_ACCOUNTS = 200_000;

    private final LedgerStore store;
    private final AccountStore accounts;
    private final LedgerWriter writer;
    private final RelayJob relay;
    private final LedgerConfig config;
    private final Clock clock;
    private final TierLimits limits;
    private final TransactionMeters meters;
    private final Traces traces;

    /**
     * Which account a name stands for never changes once the account is there, so it may be remembered; its state may
     * not.
     */
    private final Cache<Name, UUID> ids =
            Caffeine.newBuilder().maximumSize(CACHED_ACCOUNTS).build();

    private record Name(String owner, Asset asset, Account.Kind kind) {}

    LedgerService(
            DataSource dataSource,
            LedgerStore store,
            AccountStore accounts,
            LedgerConfig config,
            LimitConfig limitConfig,
            Clock clock,
            RelayJob relay,
            Traces traces,
            MeterRegistry metrics) {
        DistributionSummary batchSizes = DistributionSummary.builder("ledger_batch_size")
                .description("Commands that were committed together")
                .publishPercentiles(0.5, 0.99)
                .register(metrics);
        this.store = store;
        this.traces = traces;
        this.accounts = accounts;
        this.relay = relay;
        this.config = config;
        this.clock = clock;
        this.meters = new TransactionMeters(metrics);
        this.limits = new TierLimits(limitConfig);
        this.writer =
                new LedgerWriter(dataSource, store, config, clock, limits::of, relay::wake, batchSizes::record, traces);
    }

    /** Before the pool closes, and after the last request was answered. */
    void close(@Observes ShutdownEvent event) throws InterruptedException {
        writer.close();
    }

    /**
     * Applies a command and waits for its commit.
     *
     * @return one outcome per operation
     * @throws DatabaseException if it is not known whether it was applied; a repeat with the same ids finds out
     */
    public List<Outcome> apply(Command command) {
        return await(submit(command));
    }

    /** Applies commands that do not depend on each other; they may share a commit. */
    public List<List<Outcome>> applyAll(List<Command> commands) {
        List<CompletableFuture<List<Outcome>>> submitted = new ArrayList<>();
        for (Command command : commands) {
            try {
                submitted.add(submit(command));
            } catch (FlorinException e) {
                // Some are under way: now it would not be true that nothing was changed.
                throw submitted.isEmpty() ? e : unknown("the queue was full half-way", e);
            }
        }
        return submitted.stream().map(this::await).toList();
    }

    /**
     * The same, but that what fails for one says nothing of the others.
     *
     * @return in each place the outcomes of that command, or why they are not known
     */
    public List<Result> applyEach(List<Command> commands) {
        List<Supplier<List<Outcome>>> waiting =
                commands.stream().map(this::begun).toList();
        return waiting.stream().map(LedgerService::result).toList();
    }

    private Supplier<List<Outcome>> begun(Command command) {
        try {
            CompletableFuture<List<Outcome>> submitted = submit(command);
            return () -> await(submitted);
        } catch (FlorinException e) {
            return () -> {
                throw e;
            };
        }
    }

    private static Result result(Supplier<List<Outcome>> waiting) {
        try {
            return new Result(waiting.get(), null);
        } catch (FlorinException | DatabaseException e) {
            return new Result(List.of(), e);
        }
    }

    /** What became of a command: the outcomes of its operations, or the failure. */
    public record Result(List<Outcome> outcomes, @Nullable RuntimeException failure) {}

    /**
     * Runs the work of a feature that moves no money in one transaction, in which it may {@link #tell}: what it told
     * goes out when it has committed, and only then.
     */
    public <T> T inTransaction(Database.Work<T> work) {
        T result = store.inTransaction(work);
        relay.wake();
        return result;
    }

    /**
     * Keeps an id for what will come later, unless it stands for something already: a movement, a hold, or what another
     * promise is about. Locks the user's wallets until the transaction ends, so that no movement is about to take it.
     *
     * @return whether it was free
     */
    public boolean promise(Connection transaction, String owner, Promise promise) throws SQLException {
        accounts.lockWallets(transaction, owner);
        return !store.isUsed(transaction, promise.id()) && store.promise(transaction, promise);
    }

    /**
     * Refuses a movement that was promised, for good and before it is decided on, in a transaction of a feature. Locks
     * the user's wallets until that ends, as whoever decides does: one of the two comes first, and the other one sees
     * what it wrote.
     *
     * @return whether it is this that refuses it; false if its money has moved, or if it was refused before
     */
    public boolean refuse(
            Connection transaction,
            String owner,
            Transfer.Order promised,
            ProblemType reason,
            @Nullable String traceparent)
            throws SQLException {
        accounts.lockWallets(transaction, owner);
        return store.refuse(transaction, Transfer.refused(promised, reason, traceparent, now()));
    }

    /**
     * Lets nothing leave or enter a wallet any more, or again, in a transaction of a feature.
     *
     * @return whether that is a change
     */
    public boolean setFrozen(Connection transaction, UUID wallet, boolean frozen) throws SQLException {
        return accounts.setFrozen(transaction, wallet, frozen, now());
    }

    /** The entries of an account below a number, newest first, each with the transfer it belongs to. */
    public List<Entry> entries(UUID account, long belowSeq, int limit) {
        return store.entries(account, belowSeq, limit);
    }

    /** Tells something along with what a transaction changes. */
    public void tell(Connection transaction, Telling telling) throws SQLException {
        store.tell(transaction, telling, clock.instant());
    }

    boolean isWriting() {
        return writer.isAlive();
    }

    public Optional<Account> account(UUID id) {
        return accounts.account(id);
    }

    /** The limits that apply to an account. */
    public Limits limits(Account account) {
        return limits.of(account);
    }

    /** The names of all tiers, in alphabetical order; none if a tier may have any name. */
    public SortedSet<String> tiers() {
        return limits.names();
    }

    /**
     * Sets what may be spent from wallets of a user.
     *
     * @param asset of the one wallet; null for all
     * @param tier the new one; null leaves it
     * @param limits the wallet's own; null leaves them
     * @return whether there was any
     */
    public boolean setLimits(String owner, @Nullable Asset asset, @Nullable String tier, @Nullable Limits limits) {
        return accounts.setLimits(owner, asset, tier, limits);
    }

    /** The wallets of a user, by asset. */
    public List<Account> wallets(String owner) {
        return wallets(List.of(owner));
    }

    /** Of all of these; of each one by asset. */
    public List<Account> wallets(Collection<String> owners) {
        return accounts.wallets(owners);
    }

    /** The id of a user's wallet, if the user has one of this asset. */
    public Optional<UUID> walletId(String owner, Asset asset) {
        return id(new Name(owner, asset, Account.Kind.WALLET));
    }

    /** The id of an account of ours, which is opened when it is first needed. */
    public UUID systemId(Account.Kind kind, Asset asset) {
        Name name = new Name(kind.wireName(), asset, kind);
        return id(name).orElseGet(() -> {
            accounts.openOurs(Account.systemId(kind, asset), asset, kind, now());
            return Account.systemId(kind, asset);
        });
    }

    /**
     * Opens a wallet, unless the user has one of this asset.
     *
     * @return whether it is new
     */
    public boolean openWallet(Connection transaction, UUID id, String owner, Asset asset) throws SQLException {
        return accounts.openWallet(transaction, id, owner, asset, now());
    }

    public Optional<Transfer> transfer(UUID id) {
        return store.transfer(id);
    }

    /** The newest transfers of a type on an account, from below an entry number downwards. */
    public List<Transfer> transfers(UUID account, String type, long belowSeq, int limit) {
        return store.transfers(account, type, belowSeq, limit);
    }

    /**
     * The newest payments between people out of or into these wallets that were refused at once, from a place on
     * downwards.
     */
    public List<Transfer> refusedPayments(Collection<UUID> wallets, TimeCursor from, int limit) {
        return store.refusedPayments(wallets, from, limit);
    }

    public Optional<Hold> hold(UUID id) {
        return store.hold(id);
    }

    /** Those of them that there are, in no order. */
    public List<Hold> holds(Collection<UUID> ids) {
        return store.holds(ids);
    }

    /** Active holds past their time, oldest first. */
    public List<Hold> expiredHolds(int limit) {
        return store.expired(now(), limit);
    }

    private CompletableFuture<List<Outcome>> submit(Command command) {
        Work work = traces.begin(SpanKind.INTERNAL, "ledger", command.traceparent());
        CompletableFuture<List<Outcome>> outcomes =
                writer.submit(work.isRecorded() ? command.under(work.traceparent()) : command);
        var _ = outcomes.whenComplete((all, failure) -> {
            if (failure == null) {
                for (int i = 0; i < all.size(); i++) {
                    meters.count(command.operations().get(i), all.get(i));
                }
            }
            work.end(failure);
        });
        return outcomes;
    }

    private List<Outcome> await(CompletableFuture<List<Outcome>> outcomes) {
        try {
            return outcomes.get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
        } catch (TimeoutException e) {
            // If it is still queued nobody needs it any more: the caller will repeat it.
            outcomes.cancel(false);
            throw unknown("the commit takes too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown("interrupted while waiting for a commit", e);
        }
    }

    private static DatabaseException unknown(String what, Exception cause) {
        return new DatabaseException(new SQLException(what, "08000", cause));
    }

    private Optional<UUID> id(Name name) {
        UUID known = ids.getIfPresent(name);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<UUID> found =
                accounts.account(name.owner(), name.asset(), name.kind()).map(Account::id);
        found.ifPresent(id -> ids.put(name, id));
        return found;
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
