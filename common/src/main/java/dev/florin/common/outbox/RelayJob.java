package dev.florin.common.outbox;

import dev.florin.common.trace.Traces;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
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
    private final Traces traces;
    private final Semaphore woken = new Semaphore(0);
    private final BackOff backOff;
    private volatile boolean running;
    private @Nullable Thread thread;

    RelayJob(
            DataSource dataSource,
            OutboxStore store,
            NotificationClient client,
            OutboxConfig config,
            Instance<Outbox> outbox,
            Traces traces) {
        this.traces = traces;
        this.dataSource = dataSource;
        this.store = store;
        this.client = client;
        this.config = config;
        this.outbox = outbox;
        this.backOff = new BackOff(config.backOff(), config.maxBackOff());
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
            // Everybody waits for this one: it must not queue for a carrier behind requests when there is more than
            // enough to do.
            thread = Thread.ofPlatform().daemon().name("outbox-relay").start(this::run);
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
                Duration wait = backOff.next();
                LOG.warnf("Events wait, the next try is in %s: %s", wait, e.toString());
                sleep(wait);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void relayUntilFailure(Connection connection) throws SQLException, IOException, InterruptedException {
        Outbox stories = outbox.get();
        Relay relay = new Relay(connection, store, client, config, stories, backOff, traces);
        try {
            stories.takeOver();
            while (running) {
                relay.drain(() -> running);
                waitForWork();
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
}
