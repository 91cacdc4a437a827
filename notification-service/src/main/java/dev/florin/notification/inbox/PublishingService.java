package dev.florin.notification.inbox;

import dev.florin.common.trace.TraceLog;
import dev.florin.notification.feed.Broker;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.FeedMeters;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Wake;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/** The way of what the inbox has committed to the clients of all nodes. */
@Singleton
class PublishingService {
    private static final Logger LOG = Logger.getLogger(PublishingService.class);

    private final Feed feed;
    private final Broker broker;
    private final FeedMeters meters;

    PublishingService(Feed feed, Broker broker, FeedMeters meters) {
        this.feed = feed;
        this.broker = broker;
        this.meters = meters;
    }

    /** @param firstAnnouncement the position of the first announcement; 0 if there is none */
    record Committed(Ingest.Changes changes, long firstAnnouncement, Instant at) {}

    /** In the transaction: whatever broker there is may send with the commit. */
    void tellNodes(Connection transaction, Ingest.Changes changes) throws SQLException {
        if (!changes.tellsNobodyNow()) {
            broker.tell(transaction, wake(changes));
        }
    }

    private Wake wake(Ingest.Changes changes) {
        return Wake.of(
                broker.node(),
                List.copyOf(changes.feeds().keySet()),
                !changes.announcements().isEmpty());
    }

    /** Once it is committed. */
    void publish(Committed committed, long acceptedNs) {
        Ingest.Changes changes = committed.changes();
        if (!changes.tellsNobodyNow()) {
            broker.told(wake(changes));
        }
        changes.notices().forEach((user, notices) -> {
            Ingest.FeedState state = changes.feeds().get(user);
            if (state != null) {
                feed.publish(user, state.revision(), notices, acceptedNs);
            }
        });
        for (Notice announcement : announcements(committed)) {
            feed.announce(announcement);
        }
        changes.notifications().forEach(kept -> {
            meters.notifications(kept.arrival().type(), true, 1);
            if (LOG.isDebugEnabled()) {
                TraceLog.during(
                        kept.arrival().traceparent(),
                        () -> LOG.debugf(
                                "Notification sent: Type=%s, User=%s",
                                kept.arrival().type().wireName(), kept.userId()));
            }
        });
        changes.values()
                .values()
                .forEach(kept -> meters.notifications(kept.arrival().type(), true, 1));
        changes.announcements().forEach(kept -> {
            meters.notifications(kept.type(), true, 1);
            LOG.infof("Notification sent: Type=%s, User=everyone", kept.type().wireName());
        });
        changes.circulars()
                .forEach(kept -> LOG.infof(
                        "Notification accepted: Type=%s, User=everyone, Id=%s",
                        kept.type().wireName(), kept.id()));
    }

    private static List<Notice> announcements(Committed committed) {
        List<Notice> notices = new ArrayList<>();
        long pos = committed.firstAnnouncement();
        for (Arrival arrival : committed.changes().announcements()) {
            notices.add(arrival.notice(new Place.Announcement(pos++), committed.at()));
        }
        return notices;
    }
}
