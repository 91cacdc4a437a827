package dev.florin.notification.feed;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Nodes meet in the database: one NOTIFY per batch, sent by its commit. A node that could not listen for a while looks
 * at everything when it can again.
 */
@Singleton
@Typed(PostgresBrokerService.class)
public class PostgresBrokerService implements Broker {
    private static final Logger LOG = Logger.getLogger(PostgresBrokerService.class);

    /** Between two looks whether to go on; a hint that comes ends the wait. */
    private static final Duration WAIT = Duration.ofMillis(200);

    private final WakeStore store;
    private final Feed feed;
    private final Neighbours neighbours;
    private final FeedConfig config;
    private final Mailbox<NodeMessage> mailbox;
    private final AtomicInteger texts = new AtomicInteger();
    private final String node = UUID.randomUUID().toString();
    private volatile boolean running;
    private @Nullable Thread listener;
    private @Nullable Thread sender;

    PostgresBrokerService(WakeStore store, Feed feed, Neighbours neighbours, FeedConfig config) {
        this.store = store;
        this.feed = feed;
        this.neighbours = neighbours;
        this.config = config;
        this.mailbox = new Mailbox<>(config.mailbox(), this::send);
    }

    @Override
    public void tell(Connection transaction, Wake wake) throws SQLException {
        store.tell(transaction, Parts.cut(wake.encoded(), texts.incrementAndGet()));
    }

    /** The commit has sent it. */
    @Override
    public void told(Wake wake) {}

    @Override
    public void send(NodeMessage message) {
        if (!mailbox.offer(message)) {
            LOG.warnf("Too much to tell the other nodes; a message is lost");
        }
    }

    private void send(List<NodeMessage> messages) {
        store.tell(messages.stream()
                .flatMap(message -> Parts.cut(message.encoded(), texts.incrementAndGet()).stream())
                .toList());
    }

    @Override
    public String node() {
        return node;
    }

    void start(@Observes StartupEvent event) {
        if (config.broker() == FeedConfig.BrokerKind.POSTGRES) {
            start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    void start() {
        running = true;
        listener = Thread.ofVirtual().name("feed-listener").start(this::listen);
        sender = Thread.ofVirtual().name("feed-sender").start(mailbox::empty);
    }

    /**
     * Listener and sender end by themselves: an interrupt would break their connection, and the pool would complain.
     */
    void stop() {
        running = false;
        mailbox.close();
        join(listener);
        join(sender);
    }

    private static void join(@Nullable Thread thread) {
        try {
            if (thread != null) {
                thread.join(WAIT.multipliedBy(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        Parts parts = new Parts();
        while (running) {
            for (String payload : store.hear(connection, WAIT)) {
                parts.take(payload)
                        .flatMap(NodeMessage::decoded)
                        .filter(message -> !message.node().equals(node))
                        .ifPresent(neighbours::heard);
            }
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
