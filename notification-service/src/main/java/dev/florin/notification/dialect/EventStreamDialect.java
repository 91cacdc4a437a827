package dev.florin.notification.dialect;

import dev.florin.notification.feed.Frame;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Signal;
import java.util.function.LongSupplier;

/**
 * Server-Sent Events: each message of the notifications dialect as the data of an event without a name, so that a
 * client needs one listener. The id is the {@code seq} and the epoch that it belongs to, as {@code 5-1}; the client
 * sends the last one by itself when it comes back, to the same address, which cannot say what was told in between.
 */
public final class EventStreamDialect extends FallbackDialect {
    private static final Frame HEARTBEAT = Frame.plain(":\n\n", null);

    private final LongSupplier epoch;

    /** @param epoch which history is told; asked for when something of it is */
    public EventStreamDialect(LongSupplier epoch) {
        this.epoch = epoch;
    }

    @Override
    public String name() {
        return "event-stream";
    }

    @Override
    public Frame frame(Notice notice) {
        return Frame.plain(shown(notice, this::event), key(notice));
    }

    private String event(Notice notice) {
        String id = notice.place() instanceof Place.Stream(long seq) ? id(seq, epoch.getAsLong()) : "";
        return event(id, text(notice));
    }

    @Override
    public Frame frame(Signal signal) {
        String id = switch (signal) {
            case Signal.Connected connected -> id(connected.seq(), connected.epoch());
            case Signal.Resync resync -> id(resync.seq(), resync.epoch());
            case Signal.Pong _, Signal.Filtered _, Signal.Refreshed _, Signal.Failure _ -> "";
        };
        return Frame.plain(event(id, text(signal)), null);
    }

    /** A comment. */
    @Override
    public Frame heartbeat() {
        return HEARTBEAT;
    }

    private static String id(long seq, long epoch) {
        return "id: " + seq + "-" + epoch + "\n";
    }

    /** A line break in the text, which JSON has between its words only, begins another line of data. */
    private static String event(String id, String text) {
        return id + "data: " + text.replaceAll("\\R", "\ndata: ") + "\n\n";
    }
}
