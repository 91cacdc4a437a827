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

    /** Never throws: what it does not understand is {@link Command.Unknown}. */
    Command command(String text);
}
