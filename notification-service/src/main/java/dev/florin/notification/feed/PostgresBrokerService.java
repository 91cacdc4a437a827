package dev.florin.notification.feed;

import dev.florin.common.database.DatabaseException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Nodes meet in the database: one NOTIFY per batch, sent by its commit. A node that could not listen for a while looks
 * at everything when it can again; and all the time it {@linkplain Feed#poll polls}, for hints that got lost.
 */
@Singleton
public class PostgresBrokerService implements Broker {
    private static final Logger LOG = Logger.getLogger(PostgresBrokerService.class);

    /** Between two looks whether to go on; a hint that comes ends the wait. */
    private static final Duration WAIT = Duration.ofMillis(200);

    private final WakeStore store;
    private final Feed feed;
    private final FeedConfig config;
    private final String node = UUID.randomUUID().toString();
    private volatile boolean running;
    private @Nullable Thread listener;
    private @Nullable Thread poller;

    PostgresBrokerService(WakeStore store, Feed feed, FeedConfig config) {
        this.store = store;
        this.feed = feed;
        this.config = config;
    }

    @Override
    public void tell(Connection transaction, Wake wake) throws SQLException {
        store.tell(transaction, wake.encoded());
    }

    @Override
    public String node() {
        return node;
    }

    void start(@Observes StartupEvent event) {
        start();
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    void start() {
        running = true;
        listener = Thread.ofVirtual().name("feed-listener").start(this::listen);
        poller = Thread.ofVirtual().name("feed-poller").start(this::poll);
    }

    /** The listener ends by itself: an interrupt would break its connection, and the pool would complain. */
    void stop() {
        running = false;
        if (poller != null) {
            poller.interrupt();
        }
        if (listener != null) {
            try {
                listener.join(WAIT.multipliedBy(2));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void listen() {
        Duration backOff = config.backOff();
        while (running) {
            try {
                Connection connection = store.listen();
                try {
                    feed.wake(new Wake(node, true, List.of(), true));
                    backOff = config.backOff();
                    hear(connection);
                } finally {
                    store.leave(connection);
                }
            } catch (SQLException e) {
                if (running) {
                    LOG.warnf("Not listening for other nodes, trying again: %s", e.getMessage());
                    pause(backOff);
                    backOff = min(backOff.multipliedBy(2), config.maxBackOff());
                }
            }
        }
    }

    private void hear(Connection connection) throws SQLException {
        while (running) {
            for (String payload : store.hear(connection, WAIT)) {
                Wake.decoded(payload).filter(wake -> !wake.node().equals(node)).ifPresent(feed::wake);
            }
        }
    }

    private void poll() {
        while (running) {
            try {
                feed.poll();
            } catch (DatabaseException e) {
                LOG.debugf("The poll failed: %s", e.getMessage());
            }
            pause(config.poll());
        }
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            running = false;
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
