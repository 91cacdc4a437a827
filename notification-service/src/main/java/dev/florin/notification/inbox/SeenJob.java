package dev.florin.notification.inbox;

import dev.florin.common.database.DatabaseException;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.Passages;
import dev.florin.notification.feed.Seen;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/**
 * Writes down how far users have got and what their clients were sent, some time after it was. Who is here for the
 * first time is welcomed before: once it is written that they were here, nobody would notice.
 */
@Singleton
public class SeenJob {
    private static final int BATCH = 1000;

    private final HistoryStore store;
    private final HistoryService history;
    private final InboxService inbox;
    private final Feed feed;

    SeenJob(HistoryStore store, HistoryService history, InboxService inbox, Feed feed) {
        this.store = store;
        this.history = history;
        this.inbox = inbox;
        this.feed = feed;
    }

    @Scheduled(every = "${florin.inbox.seen-every:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void write() {
        welcome();
        Map<String, Seen.Position> some = feed.seen().take(BATCH);
        while (!some.isEmpty()) {
            try {
                store.keepSeen(some);
            } catch (DatabaseException e) {
                feed.seen().putBack(some);
                throw e;
            }
            some = feed.seen().take(BATCH);
        }
        writePassages();
    }

    private void writePassages() {
        List<Passages.Passage> some = feed.passages().take(BATCH);
        while (!some.isEmpty()) {
            try {
                store.keepPassages(some);
            } catch (DatabaseException e) {
                feed.passages().putBack(some);
                throw e;
            }
            some = feed.passages().take(BATCH);
        }
    }

    private void welcome() {
        for (List<String> some = history.takeNewcomers(BATCH); !some.isEmpty(); some = history.takeNewcomers(BATCH)) {
            try {
                inbox.welcome(some);
            } catch (DatabaseException e) {
                history.putBack(some);
                throw e;
            }
        }
    }

    void writeLast(@Observes ShutdownEvent event) {
        write();
    }
}
