package dev.florin.notification.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one user to this node, oldest first, and what the node knows about the user's feed.
 *
 * @param sessions never changed, only replaced
 */
record Listeners(List<FeedSession> sessions, Revision revision) {
    /** Nobody yet; never stored. */
    static final Listeners NONE = new Listeners(List.of(), new Revision());

    /** How far this node has followed a user's feed. Without a hole, nothing was missed. */
    static final class Revision {
        private static final long UNKNOWN = -1;

        private long at = UNKNOWN;

        /** @return false if there is one in between that this node has not seen */
        synchronized boolean follows(long next) {
            if (at == UNKNOWN || next <= at) {
                return true;
            }
            if (next == at + 1) {
                at = next;
                return true;
            }
            return false;
        }

        synchronized void learn(long read) {
            at = Math.max(at, read);
        }

        synchronized OptionalLong known() {
            return at == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(at);
        }
    }

    Listeners with(FeedSession session) {
        if (sessions.isEmpty()) {
            return new Listeners(List.of(session), new Revision());
        }
        List<FeedSession> more = new ArrayList<>(sessions);
        more.add(session);
        return new Listeners(List.copyOf(more), revision);
    }

    /** Null if that was the last one. */
    @Nullable
    Listeners without(FeedSession session) {
        List<FeedSession> rest =
                sessions.stream().filter(other -> other != session).toList();
        return rest.isEmpty() ? null : new Listeners(rest, revision);
    }
}
