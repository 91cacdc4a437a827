package dev.florin.wallet.insight;

import dev.florin.common.event.FlorinEvent;
import dev.florin.wallet.ledger.Telling;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What is told when figures change without a movement; open dashboards look again, and nobody is shown it. */
final class FigureEvents {
    private FigureEvents() {}

    /** Why they changed. */
    enum Cause {
        IMPORT,
        CATEGORY
    }

    static Telling changed(String user, Cause cause, Instant now) {
        FlorinEvent event = new FlorinEvent.FiguresChanged(cause.name().toLowerCase(Locale.ROOT));
        return new Telling(now, null, List.of(Telling.Told.of(event, List.of(user), "transactions:" + user)));
    }
}
