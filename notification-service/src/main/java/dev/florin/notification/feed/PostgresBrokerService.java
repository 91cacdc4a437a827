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
    private final BrokerThreads threads;

    PostgresBrokerService(WakeStore store, Feed feed, Neighbours neighbours, FeedConfig config) {
        this.store = store;
        this.feed = feed;
        this.neighbours = neighbours;
        this.config = config;
        this.mailbox = new Mailbox<>(config.mailbox(), this::send, NodeMessage::isMissed);
        this.threads = new BrokerThreads(mailbox, this::hear, config);
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
        threads.start();
    }

    void stop() {
        threads.stop(WAIT.multipliedBy(2));
    }

    private void hear() throws SQLException {
        Connection connection = store.listen();
        try {
            threads.connected();
            feed.wake(new Wake(node, true, List.of(), true));
            neighbours.gap(List.copyOf(feed.userIds()));
            hear(connection);
        } finally {
            store.leave(connection);
        }
    }

    private void hear(Connection connection) throws SQLException {
        Parts parts = new Parts();
        while (threads.isRunning()) {
            for (String payload : store.hear(connection, WAIT)) {
                parts.take(payload)
                        .flatMap(NodeMessage::decoded)
                        .filter(message -> !message.node().equals(node))
                        .ifPresent(neighbours::heard);
            }
            mailbox.confess(new NodeMessage.Unheard(node));
        }
    }
}
