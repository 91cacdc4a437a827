package dev.florin.notification.feed;

import dev.florin.common.event.Delivery;
import org.jspecify.annotations.Nullable;

/** A client protocol: a pure translation between text on the wire and what the feed knows. */
public interface Dialect {
    /** The name in metrics. */
    String name();

    /** Whether it shows anything of this kind; what it does not show is not looked up for it either. */
    boolean shows(Delivery delivery);

    /** @return the JSON text of a notice, or null where the protocol has no word for it */
    @Nullable
    String text(Notice notice);

    /** @return the JSON text of a signal, or null where the protocol has no word for it */
    @Nullable
    String text(Signal signal);

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
