package dev.florin.wallet.ledger;

import dev.florin.common.database.DatabaseException;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.trace.Traces;
import dev.florin.common.trace.Work;
import io.opentelemetry.api.trace.SpanKind;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Writes commands in batches. A commit costs a disk flush and a row lock lasts until the commit, so callers do not each
 * run their own transaction: they queue, and one thread with one connection takes whatever is there and commits it
 * together. A lone command goes at once, alone; while it is being committed the next batch gathers by itself. A busy
 * account costs nothing extra: within a batch it is locked once.
 */
final class LedgerWriter {
    private static final System.Logger LOG = System.getLogger(LedgerWriter.class.getName());

    /** Another transaction was faster, or stood in the way: the same batch may pass when it is tried again. */
    private static final Set<String> PASSING = Set.of("23505", "40001", "40P01");

    /** How often a connection is met that has ended; the pool may hand out the same one twice before it notices. */
    private static final int MOST_DEAD = 200;

    private static final Duration POLL = Duration.ofMillis(100);

    /** Nothing that is bounded by our timeouts takes this long. */
    private static final Duration STUCK = Duration.ofSeconds(90);

    private static final long IDLE = 0;

    private final DataSource dataSource;
    private final LedgerStore store;
    private final LedgerConfig config;
    private final Clock clock;
    private final Function<Account, Limits> limits;
    private final Runnable committed;
    private final IntConsumer batchSizes;
    private final Traces traces;
    private final BlockingQueue<Ticket> queue;
    private final Thread thread;
    private volatile boolean open = true;
    private volatile long busySinceNs = IDLE;
    private @Nullable Connection connection;

    /**
     * @param limits that apply to an account
     * @param committed called after each commit that has something to tell
     * @param batchSizes told the number of commands of each batch
     * @param traces where a batch is shown in the first of its commands' traces, with links to the others
     */
    LedgerWriter(
            DataSource dataSource,
            LedgerStore store,
            LedgerConfig config,
            Clock clock,
            Function<Account, Limits> limits,
            Runnable committed,
            IntConsumer batchSizes,
            Traces traces) {
        this.dataSource = dataSource;
        this.store = store;
        this.config = config;
        this.clock = clock;
        this.limits = limits;
        this.committed = committed;
        this.batchSizes = batchSizes;
        this.traces = traces;
        this.queue = new ArrayBlockingQueue<>(config.queue());
        this.thread = Thread.ofPlatform().name("ledger-writer").start(this::run);
    }

    /**
     * Queues a command. The future ends with one outcome per operation; or with a {@link DatabaseException}, and then
     * it is not known whether the command was applied: only a repeat with the same ids can tell, and it is harmless.
     *
     * @throws FlorinException {@link ProblemType#TOO_BUSY} when the queue is full
     */
    CompletableFuture<List<Outcome>> submit(Command command) {
        Ticket ticket = new Ticket(command, new CompletableFuture<>());
        if (!open || !queue.offer(ticket)) {
            throw new FlorinException(ProblemType.TOO_BUSY, "The ledger has a full queue; nothing was changed.");
        }
        return ticket.outcomes();
    }

    /** Whether there is still somebody who writes, and who is not stuck. */
    boolean isAlive() {
        long since = busySinceNs;
        return thread.isAlive() && (since == IDLE || System.nanoTime() - since < STUCK.toNanos());
    }

    /** Finishes what is queued, then ends. */
    void close() throws InterruptedException {
        open = false;
        thread.join(config.timeout());
    }

    private void run() {
        try {
            while (open || !queue.isEmpty()) {
                List<Ticket> batch = next();
                if (!batch.isEmpty()) {
                    busySinceNs = System.nanoTime();
                    write(batch);
                    busySinceNs = IDLE;
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "The ledger's writer was interrupted");
        } finally {
            open = false;
            disconnect();
            queue.forEach(ticket -> ticket.fail(new SQLException("the ledger is closed", "08003")));
        }
    }

    /**
     * Whatever is there, up to a batch. Commands whose callers have given up are left out: their repeats are queued by
     * now.
     */
    private List<Ticket> next() throws InterruptedException {
        List<Ticket> batch = new ArrayList<>();
        int operations = 0;
        Ticket ticket = queue.poll(POLL.toMillis(), TimeUnit.MILLISECONDS);
        while (ticket != null) {
            if (!ticket.outcomes().isDone()) {
                batch.add(ticket);
                operations += ticket.command().operations().size();
            }
            ticket = operations < config.batch() ? queue.poll() : null;
        }
        return batch;
    }

    private void write(List<Ticket> batch) {
        batchSizes.accept(batch.size());
        Work work = traces.beginForAll(
                        SpanKind.INTERNAL,
                        "ledger commit",
                        batch.stream().map(ticket -> ticket.command().traceparent()))
                .with("florin.commands", batch.size());
        try {
            complete(batch, commitWithRetries(batch, config.lockTimeout()));
        } catch (SQLException | RuntimeException | Error failure) {
            recoverFrom(failure);
            if (batch.size() == 1 || isConnectionFailure(failure)) {
                batch.forEach(ticket -> ticket.fail(failure));
            } else {
                // One of them is poison; its neighbours must not die of it.
                LOG.log(System.Logger.Level.WARNING, "A batch was refused, its commands go one by one", failure);
                writeOneByOne(batch);
            }
        } finally {
            work.end();
        }
    }

    private void writeOneByOne(List<Ticket> batch) {
        Throwable down = null;
        for (Ticket ticket : batch) {
            if (down == null) {
                down = writeAlone(ticket);
            } else {
                ticket.fail(down);
            }
        }
    }

    /** Hands the failure back if it means that the others need not be tried. */
    private @Nullable Throwable writeAlone(Ticket ticket) {
        try {
            complete(List.of(ticket), commitWithRetries(List.of(ticket), config.lockTimeoutAlone()));
            return null;
        } catch (SQLException | RuntimeException | Error failure) {
            recoverFrom(failure);
            ticket.fail(failure);
            return isConnectionFailure(failure) ? failure : null;
        }
    }

    private static void complete(List<Ticket> batch, List<List<Outcome>> outcomes) {
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).outcomes().complete(outcomes.get(i));
        }
    }

    private List<List<Outcome>> commitWithRetries(List<Ticket> batch, Duration lockTimeout) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return commit(batch, lockTimeout);
            } catch (SQLException e) {
                if (attempt >= config.tries() || !PASSING.contains(e.getSQLState())) {
                    throw e;
                }
                recoverFrom(e);
            }
        }
    }

    private List<List<Outcome>> commit(List<Ticket> batch, Duration lockTimeout) throws SQLException {
        LedgerStore.Loaded loaded =
                lockAndLoad(Touched.by(batch.stream().map(Ticket::command).toList()), lockTimeout);
        Instant now = notBefore(loaded.accounts());
        Ledger ledger = new Ledger(loaded.accounts(), loaded.transfers(), loaded.holds(), now, clock.instant(), limits)
                .keeping(loaded.promises());
        List<List<Outcome>> outcomes = new ArrayList<>();
        List<Companion> companions = new ArrayList<>();
        for (Ticket ticket : batch) {
            List<Outcome> each = ledger.apply(ticket.command());
            outcomes.add(each);
            if (each.stream().allMatch(Outcome::isNew)) {
                companions.addAll(ticket.command().companions());
            }
        }
        Ledger.Changes changes = ledger.changes();
        store.storeAndCommit(connected(), changes, companions, now);
        if (!changes.stories().isEmpty()) {
            committed.run();
        }
        return outcomes;
    }

    /**
     * On a connection that is still there: nothing has happened yet, so that those which died while nobody needed them,
     * in a restart of the database, are no reason to turn somebody away.
     */
    private LedgerStore.Loaded lockAndLoad(Touched touched, Duration lockTimeout) throws SQLException {
        for (int dead = 0; ; dead++) {
            Connection current = connected();
            try {
                return store.lockAndLoad(
                        current, lockTimeout, touched.accounts(), touched.transfers(), touched.holds());
            } catch (SQLException e) {
                if (dead >= MOST_DEAD || !hasEnded(e)) {
                    throw e;
                }
                recoverFrom(e);
            }
        }
    }

    /** Whether the other side has closed the connection: one that only says nothing may hang again. */
    private static boolean hasEnded(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return (state.startsWith("08") || state.startsWith("57P")) && !(e.getCause() instanceof SocketTimeoutException);
    }

    /**
     * The clock's time, or later: an account's entries are in the order of their times, whatever the clocks of replicas
     * say.
     */
    private Instant notBefore(List<Account> accounts) {
        return Stream.concat(Stream.of(clock.instant()), accounts.stream().map(Account::updatedAt))
                .max(Comparator.naturalOrder())
                .orElseThrow()
                .truncatedTo(ChronoUnit.MILLIS);
    }

    private Connection connected() throws SQLException {
        Connection current = connection;
        if (current == null) {
            current = dataSource.getConnection();
            connection = current;
        }
        return current;
    }

    /** Ends whatever transaction is open, and its locks; keeps the connection if that works. */
    private void recoverFrom(Throwable failure) {
        Connection current = connection;
        if (current == null || isConnectionFailure(failure)) {
            disconnect();
            return;
        }
        try {
            store.rollBack(current);
        } catch (SQLException e) {
            disconnect();
        }
    }

    /** Gives the connection up; whatever transaction it was in ends with it. */
    private void disconnect() {
        Connection current = connection;
        connection = null;
        if (current == null) {
            return;
        }
        try (current) {
            if (current.isValid(1)) {
                store.rollBack(current);
            }
        } catch (SQLException e) {
            LOG.log(System.Logger.Level.DEBUG, "The connection was broken already", e);
        }
    }

    private static boolean isConnectionFailure(Throwable failure) {
        if (!(failure instanceof SQLException e)) {
            return false;
        }
        String state = e.getSQLState();
        return state == null || state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
    }
}
