package dev.florin.notification.socket;

import dev.florin.common.database.DatabaseException;
import dev.florin.notification.feed.Broker;
import dev.florin.notification.feed.CloseCode;
import dev.florin.notification.feed.Comings;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.NodeMessage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes down which connections this node holds, and sees to it that nobody has too many on all nodes together, nor all
 * of them. Used by one thread; everything here blocks.
 */
final class Registry {
    private final ConnectionStore store;
    private final Feed feed;
    private final Broker broker;
    private final RegistryConfig config;
    private final int connectionsPerUser;
    private final Consumer<Set<String>> changed;
    private final UUID node;

    /** @param changed is told whose connections came or went */
    Registry(
            ConnectionStore store,
            Feed feed,
            Broker broker,
            RegistryConfig config,
            int connectionsPerUser,
            Consumer<Set<String>> changed) {
        this.store = store;
        this.feed = feed;
        this.broker = broker;
        this.config = config;
        this.connectionsPerUser = connectionsPerUser;
        this.changed = changed;
        this.node = UUID.fromString(broker.node());
    }

    /**
     * Says that this node is alive, writes everything down again if that was not known, ends what others want ended,
     * and takes away who is gone.
     */
    void beat() {
        if (!share()) {
            store.enter(node, feed.connections());
            feed.comings().again(feed.sessions());
        }
        endThoseNamed();
        tell(store.sweep(config.goneAfter()));
    }

    /**
     * Says how many are connected here, and learns how many are elsewhere.
     *
     * @return false if this node was not known
     */
    private boolean share() {
        ConnectionStore.Beat beat = store.beat(node, feed.connections(), config.goneAfter());
        feed.takenElsewhere(beat.connectionsElsewhere());
        return beat.known();
    }

    /**
     * Writes down what has changed. Nodes to which many connect at once so learn of each other several times a second,
     * and where nothing happens the heartbeat is enough.
     */
    void write() {
        for (Comings.Changes changes = feed.comings().take(config.batch());
                !changes.isEmpty();
                changes = feed.comings().take(config.batch())) {
            try {
                share();
                write(changes);
            } catch (DatabaseException e) {
                feed.comings().putBack(changes);
                throw e;
            }
            tell(Stream.concat(changes.came().stream(), changes.went().stream())
                    .map(FeedSession::userId)
                    .collect(Collectors.toSet()));
        }
    }

    private void write(Comings.Changes changes) {
        // First those that went: they do not count against those that came.
        if (!changes.went().isEmpty()) {
            store.remove(changes.went());
        }
        if (!changes.came().isEmpty()) {
            store.add(node, changes.came());
            endOldest(changes.came().stream().map(FeedSession::userId).collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    /** Looked for after the commit: of two nodes that let the same user in at once, the later one sees both. */
    private void endOldest(Set<String> users) {
        Map<String, List<OpenConnection>> tooMany =
                store.beyond(connectionsPerUser, users).stream().collect(Collectors.groupingBy(OpenConnection::userId));
        tooMany.forEach((user, connections) -> close(user, connections, CloseCode.CONNECTION_LIMIT));
    }

    /**
     * Ends connections of one user, whoever holds them: those of other nodes at once if the broker reaches them, and
     * otherwise with their next heartbeat.
     */
    void close(String user, List<OpenConnection> connections, CloseCode code) {
        List<UUID> ids = connections.stream().map(OpenConnection::id).toList();
        feed.close(user, ids, code);
        if (connections.stream().anyMatch(connection -> !connection.node().equals(broker.node()))) {
            store.end(ids, code);
            broker.send(new NodeMessage.Close(broker.node(), user, ids, code));
        }
    }

    private void endThoseNamed() {
        store.ending(node).forEach(ending -> feed.close(ending.userId(), List.of(ending.id()), ending.code()));
    }

    /** Writes down how many messages connections were sent, of those for whom that has changed. */
    void countMessages() {
        List<FeedSession> sessions = feed.sessions().stream()
                .filter(FeedSession::isBusierThanCounted)
                .toList();
        for (int from = 0; from < sessions.size(); from += config.batch()) {
            store.count(sessions.subList(from, Math.min(sessions.size(), from + config.batch())));
        }
    }

    void leave() {
        tell(store.leave(node));
    }

    private void tell(Set<String> users) {
        if (!users.isEmpty()) {
            changed.accept(users);
        }
    }
}
