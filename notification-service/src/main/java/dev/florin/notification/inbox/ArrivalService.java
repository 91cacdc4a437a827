package dev.florin.notification.inbox;

import dev.florin.notification.feed.PassingService;
import dev.florin.notification.feed.Place;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/** Takes batches of events: what is for people goes to the inbox, what is silent to the desks of all nodes. */
@Singleton
class ArrivalService {
    private final InboxService inbox;
    private final PassingService passing;
    private final Clock clock;

    ArrivalService(InboxService inbox, PassingService passing, Clock clock) {
        this.inbox = inbox;
        this.passing = passing;
        this.clock = clock;
    }

    /**
     * As {@link InboxService#ingest} for what is for people. That something is old is said at least once: it only makes
     * who keeps it look again.
     */
    void take(List<Arrival> batch) {
        Instant now = clock.instant();
        batch.stream()
                .filter(Arrival::isSilent)
                .forEach(silent -> passing.pass(silent.audience(), silent.notice(new Place.Passing(null), now)));
        inbox.ingest(batch.stream().filter(Predicate.not(Arrival::isSilent)).toList());
    }
}
