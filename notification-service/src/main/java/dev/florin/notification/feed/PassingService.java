package dev.florin.notification.feed;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells users, wherever they are connected, what is neither numbered nor stored. */
@ApplicationScoped
public class PassingService {
    /** Users named in one message between nodes. */
    private static final int MAX_NAMED = 1000;

    private final Feed feed;
    private final Broker broker;

    PassingService(Feed feed, Broker broker) {
        this.feed = feed;
        this.broker = broker;
    }

    /**
     * Shows a notice to the connections of these users on all nodes: at once, at most once, as far as a connection's
     * dialect and filter let it. Never waits for a client or for another node. Not to be called in a transaction: it
     * may be rolled back, this may not.
     *
     * @throws IllegalArgumentException if the notice's place is not {@link Place.Passing}
     */
    public void pass(Collection<String> users, Notice notice) {
        String key = key(notice);
        String trace = feed.meters().traceOf(notice);
        passHere(users, notice);
        List<String> all = List.copyOf(users);
        for (int from = 0; from < all.size(); from += MAX_NAMED) {
            List<String> named = all.subList(from, Math.min(all.size(), from + MAX_NAMED));
            broker.send(NodeMessage.Passed.of(broker.node(), named, notice, key, trace));
        }
    }

    /** As {@link #pass}, but only to the connections to this node. */
    public void passHere(Collection<String> users, Notice notice) {
        key(notice);
        feed.pass(users, notice);
    }

    private static @Nullable String key(Notice notice) {
        if (!(notice.place() instanceof Place.Passing(var key))) {
            throw new IllegalArgumentException("not passing: " + notice.place());
        }
        return key;
    }
}
