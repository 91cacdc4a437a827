package dev.florin.notification.feed;

import dev.florin.common.event.Delivery;
import java.util.Arrays;
import java.util.List;

/**
 * How far one connection has followed the values: the newest version sent per key, never an older one after it. Two
 * small arrays, for a user has few wallets, and a node many connections.
 */
final class ValuePosition {
    private static final String[] NO_KEYS = {};
    private static final long[] NO_VERSIONS = {};

    private final FeedSession session;
    private final boolean shown;
    private String[] keys = NO_KEYS;
    private long[] versions = NO_VERSIONS;
    private boolean missed;

    ValuePosition(FeedSession session) {
        this.session = session;
        this.shown = session.dialect().shows(Delivery.LATEST);
    }

    void take(Place.Latest latest, Frames frames) {
        if (shown && advance(latest)) {
            session.show(frames);
        }
    }

    /** The newest value of each key, as it was read. */
    void take(List<Notice> newest) {
        if (shown) {
            for (Notice notice : newest) {
                if (notice.place() instanceof Place.Latest latest && advance(latest)) {
                    session.show(new Frames(notice));
                }
            }
        }
    }

    /** One came before it was known how things stand: it may be newer than what will be read. */
    void missed() {
        missed = true;
    }

    /** Whether one was {@link #missed}; asked once. */
    boolean hasToLookAgain() {
        boolean look = missed;
        missed = false;
        return look;
    }

    /** @return whether this version is news; then it counts as sent */
    private boolean advance(Place.Latest latest) {
        int at = 0;
        while (at < keys.length && !keys[at].equals(latest.key())) {
            at++;
        }
        if (at == keys.length) {
            keys = Arrays.copyOf(keys, at + 1);
            versions = Arrays.copyOf(versions, at + 1);
            keys[at] = latest.key();
        } else if (latest.version() <= versions[at]) {
            return false;
        }
        versions[at] = latest.version();
        return true;
    }

    /** Everything is news again. */
    void forget() {
        keys = NO_KEYS;
        versions = NO_VERSIONS;
    }
}
