package dev.florin.notification.dialect;

import dev.florin.common.event.Delivery;
import dev.florin.notification.feed.Frame;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Signal;
import org.jspecify.annotations.Nullable;

/**
 * The messages of the notifications dialect, to be put together to an answer. Values are left out: they are sent to
 * everyone who connects, and a poll connects all the time. Of what is passing only changes of state are worth an
 * answer: presence and typing would end every wait. A change that falls between two polls is not told: the
 * {@code version} of {@code GET /api/notifications/unread-count} shows that there was one.
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
            case STREAM, PASSING -> true;
            case LATEST, SILENT -> false;
        };
    }

    @Override
    public @Nullable Frame frame(Notice notice) {
        boolean isOther =
                notice.place() instanceof Place.Passing && !notice.type().equals(FrameJson.NOTIFICATION_STATE);
        return isOther ? null : Frame.plain(shown(notice, this::text), key(notice));
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
