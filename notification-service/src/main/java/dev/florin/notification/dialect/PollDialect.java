package dev.florin.notification.dialect;

import dev.florin.common.event.Delivery;
import dev.florin.notification.feed.Frame;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Signal;

/**
 * The messages of the notifications dialect, to be put together to an answer. Values are left out: they are sent to
 * everyone who connects, and a poll connects all the time.
 */
public final class PollDialect extends FallbackDialect {
    private static final Frame NOTHING = Frame.plain("", null);

    @Override
    public String name() {
        return "poll";
    }

    @Override
    public boolean shows(Delivery delivery) {
        return switch (delivery) {
            case STREAM -> true;
            case LATEST, PASSING -> false;
        };
    }

    @Override
    public Frame frame(Notice notice) {
        return Frame.plain(text(notice), key(notice));
    }

    @Override
    public Frame frame(Signal signal) {
        return Frame.plain(text(signal), null);
    }

    /** The client waits for an answer, not for a sign of life. */
    @Override
    public Frame heartbeat() {
        return NOTHING;
    }
}
