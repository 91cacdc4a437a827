package dev.florin.notification.inbox;

import dev.florin.notification.feed.History;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Standing;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** The inbox, as the feed reads it. */
@Singleton
public class HistoryService implements History {
    /** How long everyone who comes is shown a message to everyone. */
    private static final Duration ANNOUNCED_FOR = Duration.ofHours(24);

    private final HistoryStore store;
    private final Clock clock;
    private volatile long epoch;

    HistoryService(HistoryStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public List<Standing> standings(Collection<String> users) {
        if (epoch == 0) {
            epoch = store.epoch();
        }
        return store.standings(users, clock.instant());
    }

    @Override
    public Map<Range, List<Notice>> pages(Collection<Range> ranges) {
        return store.pages(ranges);
    }

    @Override
    public List<Notice> announcements(long after) {
        return store.announcements(after, clock.instant().minus(ANNOUNCED_FOR));
    }

    @Override
    public List<String> risen(Map<String, Long> revisions) {
        return store.risen(revisions);
    }

    @Override
    public long epoch() {
        return epoch;
    }
}
