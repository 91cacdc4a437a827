package dev.florin.common.outbox;

import dev.florin.common.event.EventEnvelope;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Hands committed events to notification-service, in order: the owner of a row is told at least once, and because the
 * other side knows the ids, once.
 *
 * <p>One relay per database works at a time (a session-level advisory lock), however many replicas run; a replica that
 * dies loses the lock with its connection, and its rows stay. Writers {@link #wake} it right after their commit; it
 * polls as well, for rows of other replicas.
 */
@Singleton
public class RelayJob {
    private static final Logger LOG = Logger.getLogger(RelayJob.class);

    private final DataSource dataSource;
    private final OutboxStore store;
    private final NotificationClient client;
    private final OutboxConfig config;
    private final Instance<Outbox> outbox;
    private final Semaphore woken = new Semaphore(0);
    private volatile boolean running;
    private Duration backOff;
    private @Nullable Thread thread;

    RelayJob(
            DataSource dataSource,
            OutboxStore store,
            NotificationClient client,
            OutboxConfig config,
            Instance<Outbox> outbox) {
        this.dataSource = dataSource;
        this.store = store;
        this.client = client;
        this.config = config;
        this.outbox = outbox;
        this.backOff = config.backOff();
    }

    /** Says that a row has been committed. Cheap, and never blocks. */
    public void wake() {
        if (woken.availablePermits() == 0) {
            woken.release();
        }
    }

    void start(@Observes StartupEvent event) {
        if (outbox.isResolvable()) {
            running = true;
            thread = Thread.ofVirtual().name("outbox-relay").start(this::run);
        }
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        running = false;
        if (thread != null) {
            wake();
            thread.join(config.timeout());
        }
    }

    private void run() {
        while (running) {
            try (Connection connection = dataSource.getConnection()) {
                if (store.lead(connection)) {
                    relayUntilFailure(connection);
                }
                sleep(config.poll());
            } catch (SQLException | IOException | RuntimeException e) {
                backOff = shorter(backOff.multipliedBy(2), config.maxBackOff());
                LOG.warnf("Events wait, the next try is within %s: %s", backOff, e.toString());
                sleep(jittered(backOff));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void relayUntilFailure(Connection connection) throws SQLException, IOException, InterruptedException {
        try {
            while (running) {
                List<OutboxRow> rows = store.oldest(connection, config.rows());
                if (rows.isEmpty()) {
                    waitForWork();
                } else {
                    relay(connection, rows);
                }
            }
        } finally {
            // The connection goes back to the pool: without this the lock would go with it.
            resign(connection);
        }
    }

    private void resign(Connection connection) {
        try {
            store.resign(connection);
        } catch (SQLException e) {
            LOG.debug("The connection is gone, and the lock with it", e);
        }
    }

    /** Sends the rows in requests as full as allowed; a row's events are never torn apart. */
    private void relay(Connection connection, List<OutboxRow> rows)
            throws SQLException, IOException, InterruptedException {
        List<OutboxRow> chunk = new ArrayList<>();
        List<EventEnvelope> events = new ArrayList<>();
        for (OutboxRow row : rows) {
            List<EventEnvelope> more = eventsOrParked(connection, row);
            if (!chunk.isEmpty() && events.size() + more.size() > config.events()) {
                tell(connection, chunk, events);
                chunk.clear();
                events.clear();
            }
            chunk.add(row);
            events.addAll(more);
        }
        tell(connection, chunk, events);
    }

    private List<EventEnvelope> eventsOrParked(Connection connection, OutboxRow row) throws SQLException {
        try {
            return outbox.get().events(row);
        } catch (RuntimeException e) {
            // Whatever is wrong with it will be wrong next time: it must not stop those behind it for ever.
            park(connection, row, "unreadable: " + e);
            return List.of();
        }
    }

    private void tell(Connection connection, List<OutboxRow> chunk, List<EventEnvelope> events)
            throws SQLException, IOException, InterruptedException {
        boolean accepted = events.isEmpty() || client.tell(events) == NotificationClient.Answer.ACCEPTED;
        backOff = config.backOff();
        if (accepted) {
            store.delete(connection, chunk);
        } else if (chunk.size() == 1) {
            park(connection, chunk.getFirst(), "refused by notification-service");
        } else {
            // One bad event spoils its batch: find it, row by row, and let the others through in order.
            for (OutboxRow row : List.copyOf(chunk)) {
                tell(connection, List.of(row), eventsOrParked(connection, row));
            }
        }
    }

    private void park(Connection connection, OutboxRow row, String reason) throws SQLException {
        LOG.errorf("CRITICAL: Failed to send notification: outbox row %s is parked, %s", row.id(), reason);
        store.park(connection, row, reason);
    }

    private void waitForWork() throws InterruptedException {
        if (woken.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS)) {
            woken.drainPermits();
        }
    }

    private void sleep(Duration time) {
        try {
            if (running) {
                Thread.sleep(time);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            running = false;
        }
    }

    private static Duration jittered(Duration backOff) {
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(backOff.toMillis() / 2, backOff.toMillis() + 1));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
