package dev.florin.notification.feed;

import dev.florin.common.event.Delivery;
import org.jspecify.annotations.Nullable;

/** A client protocol: a pure translation between text on the wire and what the feed knows. */
public interface Dialect {
    /** The name in metrics. */
    String name();

    /** Whether it shows anything of this kind; what it does not show is not looked up for it either. */
    boolean shows(Delivery delivery);

    /** What a connection's {@link TypeFilter} decides by: the type, unless clients of this dialect choose otherwise. */
    default String subject(Notice notice) {
        return notice.type();
    }

    /** @return the JSON text of a notice, or null where the protocol has no word for it */
    @Nullable
    String text(Notice notice);

    /** @return the JSON text of a signal, or null where the protocol has no word for it */
    @Nullable
    String text(Signal signal);

    /**
     * The bytes of a notice: a WebSocket's text message, where the protocol does not say otherwise.
     *
     * @return null where {@link #text(Notice)} has none
     */
    default @Nullable Frame frame(Notice notice) {
        String text = text(notice);
        if (text == null) {
            return null;
        }
        return switch (notice.place()) {
            case Place.Latest(String key, long _) -> Frame.latest(text, key);
            case Place.Passing(var key) when key != null -> Frame.latest(text, key);
            case Place.Passing _, Place.Stream _, Place.Announcement _ -> Frame.text(text);
        };
    }

    /** The bytes of a signal; null where {@link #text(Signal)} has none. */
    default @Nullable Frame frame(Signal signal) {
        String text = text(signal);
        return text == null ? null : Frame.text(text);
    }

    /** What shows that a connection on which nothing happens is still there. */
    default Frame heartbeat() {
        return Frame.HEARTBEAT;
    }

    /** Never throws: what it does not understand is {@link Command.Unknown}. */
    Command command(String text);

    /** Whether clients may send bytes too; where not, they are refused with 1003. */
    default boolean takesBinary() {
        return false;
    }

    /** As {@link #command(String)}, for bytes; asked only where the protocol {@linkplain #takesBinary has them}. */
    default Command command(byte[] message) {
        return new Command.Unknown("binary", "This protocol is one of texts.");
    }
}
