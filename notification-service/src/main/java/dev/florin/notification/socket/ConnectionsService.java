package dev.florin.notification.socket;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.notification.feed.CloseCode;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.FeedSession;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Who is connected, to any node. A connection shows up here within a fraction of a second, and one whose node died goes
 * away when that node counts as gone. Methods block.
 */
@Singleton
public class ConnectionsService {
    /** Before every connection. */
    public static final UUID START = new UUID(0, 0);

    private final ConnectionStore store;
    private final RegistryJob job;
    private final Feed feed;

    ConnectionsService(ConnectionStore store, RegistryJob job, Feed feed) {
        this.store = store;
        this.job = job;
        this.feed = feed;
    }

    /** A user's connections, oldest first. */
    public List<OpenConnection> of(String userId) {
        return of(List.of(userId));
    }

    /** The connections of these users, oldest first; one query. */
    public List<OpenConnection> of(Collection<String> users) {
        return store.of(users).stream().map(this::current).toList();
    }

    /** Those of these users who are connected. */
    public Set<String> connected(Collection<String> users) {
        return store.of(users).stream().map(OpenConnection::userId).collect(Collectors.toSet());
    }

    /**
     * All connections, in the order of their making.
     *
     * @param after the last of the page before; {@link #START} for the first page
     */
    public List<OpenConnection> page(UUID after, int limit) {
        return store.page(after, limit).stream().map(this::current).toList();
    }

    public OpenConnection.Counts counts() {
        return store.counts();
    }

    /**
     * Ends a connection, on whichever node it is.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND} if there is none with this id
     */
    public void disconnect(UUID id) {
        OpenConnection connection = store.find(id)
                .orElseThrow(() -> new FlorinException(ProblemType.NOT_FOUND, "There is no such connection."));
        job.registry().close(connection.userId(), List.of(connection), CloseCode.DISCONNECTED);
    }

    /** With the count of this node, if the connection is here: what is written down is some seconds old. */
    private OpenConnection current(OpenConnection stored) {
        return feed.of(stored.userId()).stream()
                .filter(session -> session.id().equals(stored.id()))
                .mapToLong(FeedSession::messages)
                .mapToObj(messages -> new OpenConnection(
                        stored.id(),
                        stored.node(),
                        stored.userId(),
                        stored.roles(),
                        stored.dialect(),
                        stored.address(),
                        stored.connectedAt(),
                        messages))
                .findFirst()
                .orElse(stored);
    }
}
