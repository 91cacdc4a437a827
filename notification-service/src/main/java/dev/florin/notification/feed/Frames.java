package dev.florin.notification.feed;

import java.util.IdentityHashMap;
import org.jspecify.annotations.Nullable;

/** A notice and its frame in each dialect, made once and when first wanted. Safe for all event loops. */
final class Frames {
    private final Notice notice;
    private final IdentityHashMap<Dialect, Frame> byDialect = new IdentityHashMap<>(2);

    Frames(Notice notice) {
        this.notice = notice;
    }

    Notice notice() {
        return notice;
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
