package dev.florin.notification.feed;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** A notice and its frame in each dialect, made once and when first wanted. Safe for all event loops. */
final class Frames {
    private final Notice notice;
    private final boolean isFresh;
    private final long acceptedNs;
    private final IdentityHashMap<Dialect, Frame> byDialect = new IdentityHashMap<>(2);

    /** Of what was said by another node, or read back. */
    Frames(Notice notice) {
        this(notice, false, 0);
    }

    /** Of what this node has just taken in. */
    Frames(Notice notice, long acceptedNs) {
        this(notice, true, acceptedNs);
    }

    private Frames(Notice notice, boolean isFresh, long acceptedNs) {
        this.notice = notice;
        this.isFresh = isFresh;
        this.acceptedNs = acceptedNs;
    }

    Notice notice() {
        return notice;
    }

    /**
     * When its way to the client began, by {@link System#nanoTime()}: that of what was read back begins now, however
     * long ago it was told to others.
     */
    long begunNs() {
        return isFresh ? acceptedNs : System.nanoTime();
    }

    /** Null if the dialect does not show it. */
    synchronized @Nullable Frame in(Dialect dialect) {
        if (byDialect.containsKey(dialect)) {
            return byDialect.get(dialect);
        }
        Frame frame = dialect.frame(notice);
        byDialect.put(dialect, frame);
        return frame;
    }
}
