package dev.florin.notification.inbox;

import dev.florin.common.database.Database;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.trace.Traces;
import dev.florin.notification.feed.Broker;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.FeedMeters;
import dev.florin.notification.feed.PassingService;
import java.time.Clock;
import java.time.Instant;
import java.util.stream.Stream;

/** The inbox of a node that a test puts together by hand. */
public final class TestInbox {
    private TestInbox() {}

    public static HistoryService history(Database database) {
        return new HistoryService(new HistoryStore(database), Clock.systemUTC());
    }

    public static InboxService inbox(Database database, Feed feed, Broker broker, FeedMeters meters) {
        return new InboxService(
                database,
                new IngestStore(database),
                new CircularStore(database),
                new PublishingService(feed, broker, meters),
                meters,
                (_, _, _) -> {},
                Traces.OFF,
                Clock.systemUTC());
    }

    public static void tell(InboxService inbox, EventEnvelope... events) {
        inbox.ingest(Stream.of(events).map(Arrival::of).toList());
    }

    /**
     * What a user does at a node.
     *
     * @param action as it stands in the path of the request for it
     */
    public static void mark(Database database, PassingService passing, String user, String id, String action) {
        Mark mark = switch (action) {
            case "read" -> Mark.READ;
            case "unread" -> Mark.UNREAD;
            case "archive" -> Mark.ARCHIVED;
            default -> throw new IllegalArgumentException(action);
        };
        state(database, passing).mark(user, id, mark);
    }

    /** What a user does at a node. */
    public static void readUpTo(Database database, PassingService passing, String user, long seq) {
        state(database, passing).readAll(user, seq);
    }

    private static StateService state(Database database, PassingService passing) {
        return new StateService(new StateStore(database), passing, Clock.systemUTC());
    }

    /** As the nightly run does. */
    public static void forget(Database database, Instant before) {
        RetentionStore store = new RetentionStore(database);
        while (store.forget(before, 1000) > 0) {
            // Other tests leave more than one round behind.
        }
    }

    /** As the nightly run does. */
    public static void forgetGrants(Database database, Instant before) {
        new RetentionStore(database).forgetGrants(before, 1000);
    }
}
