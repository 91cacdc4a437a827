package dev.florin.notification.socket;

import dev.florin.common.database.DatabaseException;
import dev.florin.notification.feed.Broker;
import dev.florin.notification.feed.Feed;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the {@link Registry} going on a thread of its own, a few times a second: the scheduler's seconds are too long.
 */
@Singleton
public class RegistryJob {
    private static final Logger LOG = Logger.getLogger(RegistryJob.class);

    private final Registry registry;
    private final RegistryConfig config;
    private final Event<ConnectionsChanged> changed;
    private volatile boolean running;
    private @Nullable Thread thread;

    RegistryJob(
            ConnectionStore store,
            Feed feed,
            Broker broker,
            RegistryConfig config,
            SocketConfig sockets,
            Event<ConnectionsChanged> changed) {
        this.config = config;
        this.changed = changed;
        this.registry = new Registry(store, feed, broker, config, sockets.maxConnectionsPerUser(), this::tell);
    }

    void start(@Observes StartupEvent event) {
        running = true;
        thread = Thread.ofVirtual().name("registry").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        running = false;
        try {
            if (thread != null) {
                thread.join(config.heartbeat());
            }
            registry.leave();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DatabaseException e) {
            LOG.debugf("The node could not say goodbye: %s", e.getMessage());
        }
    }

    Registry registry() {
        return registry;
    }

    private void run() {
        Pace beats = new Pace(config.heartbeat());
        Pace counts = new Pace(config.countEvery());
        while (running) {
            try {
                if (beats.isDue()) {
                    registry.beat();
                    beats.done();
                }
                registry.write();
                if (counts.isDue()) {
                    registry.countMessages();
                    counts.done();
                }
                Thread.sleep(config.writeEvery());
            } catch (DatabaseException e) {
                LOG.warnf("The list of connections could not be kept, trying again: %s", e.getMessage());
                pause();
            } catch (InterruptedException e) {
                running = false;
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(config.heartbeat());
        } catch (InterruptedException e) {
            running = false;
        }
    }

    /** What observers fail at is theirs to repeat. */
    private void tell(Set<String> users) {
        try {
            changed.fire(new ConnectionsChanged(users));
        } catch (RuntimeException e) {
            LOG.error("An observer of connections failed", e);
        }
    }

    /** When something that is done every so often is due again; at once for the first time. */
    private static final class Pace {
        private final Duration every;
        private long lastNs;

        Pace(Duration every) {
            this.every = every;
            this.lastNs = System.nanoTime() - every.toNanos();
        }

        boolean isDue() {
            return System.nanoTime() - lastNs >= every.toNanos();
        }

        void done() {
            lastNs = System.nanoTime();
        }
    }
}
