package dev.florin.notification.inbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.florin.notification.feed.PassingService;
import dev.florin.notification.feed.Place;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;

/**
 * Takes batches of events: what is kept goes to the inbox, what is passing to who is connected. The latter goes first,
 * since it is about what came before: a payment is seen to be under way before it is seen to be over.
 */
@Singleton
class ArrivalService {
    private static final int REMEMBERED = 100_000;

    private final InboxService inbox;
    private final PassingService passing;
    private final InboxConfig config;
    private final Clock clock;
    /** By the ids of their events, for as long as one that comes again would not be too late. */
    private final Cache<String, Boolean> shown;

    ArrivalService(InboxService inbox, PassingService passing, InboxConfig config, Clock clock) {
        this.inbox = inbox;
        this.passing = passing;
        this.config = config;
        this.clock = clock;
        this.shown = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .expireAfterWrite(config.passingAge())
                .build();
    }

    /**
     * As {@link InboxService#ingest} for what is kept; the rest is shown at most once, or too late and not at all. That
     * something is old is never said too late.
     */
    void take(List<Arrival> batch) {
        Instant now = clock.instant();
        Instant stale = now.minus(config.passingAge());
        batch.stream()
                .filter(arrival -> arrival.isPassing()
                        && (arrival.isSilent() || arrival.time().isAfter(stale)))
                .filter(arrival -> shown.asMap().putIfAbsent(arrival.id(), true) == null)
                .forEach(arrival -> passing.pass(arrival.audience(), arrival.notice(new Place.Passing(null), now)));
        inbox.ingest(batch.stream().filter(Predicate.not(Arrival::isPassing)).toList());
    }
}
