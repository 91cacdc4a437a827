package dev.florin.notification.dialect;

import dev.florin.notification.feed.Frame;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Signal;
import java.util.OptionalLong;

/**
 * Server-Sent Events: each message of the notifications dialect as the data of an event without a name, so that a
 * client needs one listener. The id is the {@code seq}; the client sends the last one by itself when it comes back.
 */
public final class EventStreamDialect extends FallbackDialect {
    private static final Frame HEARTBEAT = Frame.plain(":\n\n", null);

    @Override
    public String name() {
        return "event-stream";
    }

    @Override
    public Frame frame(Notice notice) {
        return Frame.plain(shown(notice, this::event), key(notice));
    }

    private String event(Notice notice) {
        OptionalLong id =
                notice.place() instanceof Place.Stream(long seq) ? OptionalLong.of(seq) : OptionalLong.empty();
        return event(id, text(notice));
    }

    @Override
    public Frame frame(Signal signal) {
        OptionalLong id = switch (signal) {
            case Signal.Connected connected -> OptionalLong.of(connected.seq());
            case Signal.Resync resync -> OptionalLong.of(resync.seq());
            case Signal.Pong _, Signal.Filtered _, Signal.Refreshed _, Signal.Failure _ -> OptionalLong.empty();
        };
        return Frame.plain(event(id, text(signal)), null);
    }

    /** A comment. */
    @Override
    public Frame heartbeat() {
        return HEARTBEAT;
    }

    /** A line break in the text, which JSON has between its words only, begins another line of data. */
    private static String event(OptionalLong id, String text) {
        String data = "data: " + text.replaceAll("\\R", "\ndata: ") + "\n\n";
        return id.isPresent() ? "id: " + id.getAsLong() + "\n" + data : data;
    }
}
