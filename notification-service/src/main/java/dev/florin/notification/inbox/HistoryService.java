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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The inbox, as the feed reads it. */
@Singleton
public class HistoryService implements History {
    /** How long who comes is told what was said to everyone, or to their role. */
    public static final Duration ANNOUNCED_FOR = Duration.ofHours(24);

    private final HistoryStore store;
    private final Clock clock;
    private final Set<String> newcomers = ConcurrentHashMap.newKeySet();
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
        List<Standing> standings = store.standings(users, clock.instant());
        for (Standing standing : standings) {
            if (standing.announced() == Standing.NEVER) {
                newcomers.add(standing.userId());
            }
        }
        return standings;
    }

    /** Hands over who was found never to have been connected before, at most so many. */
    List<String> takeNewcomers(int max) {
        List<String> taken = newcomers.stream().limit(max).toList();
        taken.forEach(newcomers::remove);
        return taken;
    }

    /** Takes back who could not be welcomed. */
    void putBack(Collection<String> unwelcomed) {
        newcomers.addAll(unwelcomed);
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
