package dev.florin.notification.feed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Connections that came and went since somebody last wrote it down. One that came and went in between leaves no trace:
 * ten thousand that connect and break at once need not be known to other nodes.
 */
public final class Comings {
    private final Map<UUID, FeedSession> came = new LinkedHashMap<>();
    private final Map<UUID, FeedSession> went = new LinkedHashMap<>();

    /** What is to be written down. */
    public record Changes(List<FeedSession> came, List<FeedSession> went) {
        public boolean isEmpty() {
            return came.isEmpty() && went.isEmpty();
        }
    }

    synchronized void came(FeedSession session) {
        came.put(session.id(), session);
    }

    synchronized void went(FeedSession session) {
        if (came.remove(session.id()) == null) {
            went.put(session.id(), session);
        }
    }

    /** Hands over what has come together, at most so many of each. */
    public synchronized Changes take(int max) {
        return new Changes(some(came, max), some(went, max));
    }

    private static List<FeedSession> some(Map<UUID, FeedSession> all, int max) {
        List<FeedSession> taken = new ArrayList<>();
        for (Iterator<FeedSession> rest = all.values().iterator(); rest.hasNext() && taken.size() < max; ) {
            taken.add(rest.next());
            rest.remove();
        }
        return taken;
    }

    /** Takes back what could not be written. */
    public synchronized void putBack(Changes unwritten) {
        again(unwritten.came());
        unwritten.went().forEach(session -> went.putIfAbsent(session.id(), session));
    }

    /** These have to be written down, as if they came now. */
    public synchronized void again(Collection<FeedSession> sessions) {
        for (FeedSession session : sessions) {
            if (!session.isClosed()) {
                came.putIfAbsent(session.id(), session);
            }
        }
    }
}
