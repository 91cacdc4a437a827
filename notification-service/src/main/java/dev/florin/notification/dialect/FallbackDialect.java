package dev.florin.notification.dialect;

import dev.florin.common.event.Delivery;
import dev.florin.notification.feed.Command;
import dev.florin.notification.feed.Dialect;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Signal;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the notifications dialect says, for clients that only listen. */
abstract sealed class FallbackDialect implements Dialect permits EventStreamDialect, PollDialect {
    private final NotificationsDialect words = new NotificationsDialect();

    @Override
    public boolean shows(Delivery delivery) {
        return words.shows(delivery);
    }

    @Override
    public String text(Notice notice) {
        return words.text(notice);
    }

    @Override
    public String text(Signal signal) {
        return words.text(signal);
    }

    @Override
    public Command command(String text) {
        return new Command.KeepAlive();
    }

    /** All that a notice is shown as, one after the other. */
    static String shown(Notice notice, Function<Notice, String> form) {
        return TransferSteps.shown(notice).stream().map(form).collect(Collectors.joining());
    }

    /** The key under which a newer notice makes this one needless, if there is one. */
    static @Nullable String key(Notice notice) {
        return switch (notice.place()) {
            case Place.Latest(String key, long _) -> key;
            case Place.Passing(var key) -> key;
            case Place.Stream _, Place.Announcement _ -> null;
        };
    }
}
