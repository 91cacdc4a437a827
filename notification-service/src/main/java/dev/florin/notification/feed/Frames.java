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
        Frame frame = frame(dialect);
        byDialect.put(dialect, frame);
        return frame;
    }

    private @Nullable Frame frame(Dialect dialect) {
        String text = dialect.text(notice);
        if (text == null) {
            return null;
        }
        return notice.place() instanceof Place.Latest latest ? Frame.latest(text, latest.key()) : Frame.text(text);
    }
}
