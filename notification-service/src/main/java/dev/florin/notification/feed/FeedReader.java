package dev.florin.notification.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads history for the feed, many wishes at a time: ten thousand clients that come back at once are some dozens of
 * queries. One reader works at a time; while it does, wishes gather. A wish stays until it is fulfilled: if the
 * database is away, it is tried again.
 */
final class FeedReader {
    private static final Logger LOG = Logger.getLogger(FeedReader.class);

    /** Wishes in one query. */
    private static final int BATCH = 250;

    private static final Duration RETRY = Duration.ofMillis(250);

    private final History history;
    private final Feed feed;
    private final Executor executor;
    private final Set<String> looks = new LinkedHashSet<>();
    private final Map<FeedSession, History.Range> pages = new LinkedHashMap<>();
    private boolean announcements;
    private boolean running;

    FeedReader(History history, Feed feed, Executor executor) {
        this.history = history;
        this.feed = feed;
        this.executor = executor;
    }

    /** One round of reading. */
    private record Batch(List<String> looks, Map<FeedSession, History.Range> pages, boolean announcements) {}

    /** How things stand with this user, for all of the user's connections. */
    void look(String userId) {
        synchronized (this) {
            looks.add(userId);
        }
        start();
    }

    /** A page of history for one connection. */
    void page(FeedSession session, History.Range range) {
        synchronized (this) {
            pages.put(session, range);
        }
        start();
    }

    void lookForAnnouncements() {
        synchronized (this) {
            announcements = true;
        }
        start();
    }

    private void start() {
        synchronized (this) {
            if (running) {
                return;
            }
            running = true;
        }
        executor.execute(this::read);
    }

    private void read() {
        for (Batch batch = next(); batch != null; batch = next()) {
            try {
                fulfil(batch);
            } catch (RuntimeException e) {
                LOG.warnf("The history cannot be read, trying again: %s", e.getMessage());
                putBack(batch);
                LockSupport.parkNanos(RETRY.toNanos());
            }
        }
    }

    private void fulfil(Batch batch) {
        if (batch.announcements) {
            feed.learn(history.announcements(feed.lastAnnouncement()));
        }
        if (!batch.looks.isEmpty()) {
            history.standings(batch.looks).forEach(feed::learn);
        }
        if (!batch.pages.isEmpty()) {
            Map<History.Range, List<Notice>> found = history.pages(new LinkedHashSet<>(batch.pages.values()));
            batch.pages.forEach((session, range) -> {
                List<Notice> page = found.getOrDefault(range, List.of());
                session.loop().submit(() -> session.page(range, page));
            });
        }
    }

    private synchronized @Nullable Batch next() {
        if (looks.isEmpty() && pages.isEmpty() && !announcements) {
            running = false;
            return null;
        }
        List<String> users = new ArrayList<>(looks).subList(0, Math.min(BATCH, looks.size()));
        Map<FeedSession, History.Range> ranges = new HashMap<>();
        for (var entry : pages.entrySet()) {
            if (ranges.size() == BATCH) {
                break;
            }
            ranges.put(entry.getKey(), entry.getValue());
        }
        Batch batch = new Batch(List.copyOf(users), ranges, announcements);
        looks.removeAll(Set.copyOf(users));
        pages.keySet().removeAll(ranges.keySet());
        announcements = false;
        return batch;
    }

    private synchronized void putBack(Batch batch) {
        looks.addAll(batch.looks);
        batch.pages.forEach((session, range) -> {
            if (!session.isClosed()) {
                pages.putIfAbsent(session, range);
            }
        });
        announcements |= batch.announcements;
    }
}
