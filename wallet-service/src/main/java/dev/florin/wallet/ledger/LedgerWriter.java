package dev.florin.wallet.ledger;

import dev.florin.common.database.DatabaseException;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
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

    /** Somebody outside holds a lock on one of the accounts. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private final DataSource dataSource;
    private final LedgerStore store;
    private final LedgerConfig config;
    private final Clock clock;
    private final Runnable committed;
    private final IntConsumer batchSizes;
    private final BlockingQueue<Ticket> queue;
    private final Thread thread;
    private volatile boolean open = true;
    private @Nullable Connection connection;

    /** A command in the queue, and who waits for it. */
    private record Ticket(Command command, CompletableFuture<List<Outcome>> outcomes) {}

    /**
     * @param committed called after each commit that has something to tell
     * @param batchSizes told the number of commands of each batch
     */
    LedgerWriter(
            DataSource dataSource,
            LedgerStore store,
            LedgerConfig config,
            Clock clock,
            Runnable committed,
            IntConsumer batchSizes) {
        this.dataSource = dataSource;
        this.store = store;
        this.config = config;
        this.clock = clock;
        this.committed = committed;
        this.batchSizes = batchSizes;
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

    /** Whether there is still somebody who writes. */
    boolean isAlive() {
        return thread.isAlive();
    }

    /** Finishes what is queued, then ends. */
    void close() throws InterruptedException {
        open = false;
        thread.join(config.timeout());
    }

    private void run() {
        List<Ticket> batch = new ArrayList<>();
        while (open || !queue.isEmpty()) {
            try {
                Ticket first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, config.batch() - 1);
                    write(batch);
                }
            } catch (InterruptedException e) {
                open = false;
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "A batch of the ledger failed", e);
                batch.forEach(ticket -> ticket.outcomes().completeExceptionally(e));
            } finally {
                batch.clear();
            }
        }
        disconnect();
    }

    private void write(List<Ticket> batch) {
        batchSizes.accept(batch.size());
        try {
            List<List<Outcome>> outcomes = commitWithRetries(batch);
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).outcomes().complete(outcomes.get(i));
            }
        } catch (SQLException e) {
            disconnect();
            if (batch.size() > 1 && !isConnectionFailure(e)) {
                // One of them is poison; its neighbours must not die of it.
                LOG.log(System.Logger.Level.WARNING, "A batch was refused, its commands go one by one", e);
                batch.forEach(ticket -> write(List.of(ticket)));
            } else {
                batch.forEach(ticket -> ticket.outcomes().completeExceptionally(failure(e)));
            }
        }
    }

    private List<List<Outcome>> commitWithRetries(List<Ticket> batch) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return commit(connected(), batch);
            } catch (SQLException e) {
                if (attempt >= config.tries() || !PASSING.contains(e.getSQLState())) {
                    throw e;
                }
                disconnect();
            }
        }
    }

    private List<List<Outcome>> commit(Connection connection, List<Ticket> batch) throws SQLException {
        Touched touched = Touched.by(batch);
        LedgerStore.Loaded loaded =
                store.lockAndLoad(connection, touched.accounts(), touched.transfers(), touched.holds());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Ledger ledger = new Ledger(loaded.accounts(), loaded.transfers(), loaded.holds(), now);
        List<List<Outcome>> outcomes = new ArrayList<>();
        for (Ticket ticket : batch) {
            outcomes.add(ledger.apply(ticket.command()));
        }
        Ledger.Changes changes = ledger.changes();
        store.storeAndCommit(connection, changes, now);
        if (!changes.movements().isEmpty()) {
            committed.run();
        }
        return outcomes;
    }

    /** Everything that a batch needs to see, in the order in which accounts are locked. */
    private record Touched(SortedSet<UUID> accounts, List<UUID> transfers, List<UUID> holds) {
        static Touched by(List<Ticket> batch) {
            Touched touched = new Touched(new TreeSet<>(), new ArrayList<>(), new ArrayList<>());
            batch.forEach(ticket -> ticket.command().operations().forEach(touched::add));
            return touched;
        }

        private void add(Operation operation) {
            switch (operation) {
                case Operation.Post post -> add(post.order());
                case Operation.Reserve reserve -> {
                    accounts.add(reserve.order().account());
                    holds.add(reserve.order().id());
                }
                case Operation.Capture capture -> {
                    add(capture.order());
                    holds.add(capture.hold());
                }
                case Operation.Release release -> {
                    accounts.add(release.account());
                    holds.add(release.hold());
                }
            }
        }

        private void add(Transfer.Order order) {
            accounts.add(order.debit());
            accounts.add(order.credit());
            transfers.add(order.id());
        }
    }

    private Connection connected() throws SQLException {
        Connection current = connection;
        if (current == null) {
            current = dataSource.getConnection();
            connection = current;
        }
        return current;
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

    private static RuntimeException failure(SQLException e) {
        return LOCK_NOT_AVAILABLE.equals(e.getSQLState())
                ? new FlorinException(ProblemType.TOO_BUSY, "The account is locked; nothing was changed.")
                : new DatabaseException(e);
    }

    private static boolean isConnectionFailure(SQLException e) {
        String state = e.getSQLState();
        return state == null || state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
    }
}
