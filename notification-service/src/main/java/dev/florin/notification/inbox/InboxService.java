package dev.florin.notification.inbox;

import dev.florin.common.database.Database;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.trace.SharedWork;
import dev.florin.common.trace.TraceLog;
import dev.florin.common.trace.Traces;
import dev.florin.notification.feed.Broker;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.FeedMeters;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Wake;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Decides what has to reach which user, and in which order: takes batches of events into the inbox, all of a batch or
 * nothing, each event once per user however often it is sent. What is committed is on its way to the connected clients
 * when the call returns.
 */
@Singleton
public class InboxService {
    private static final Logger LOG = Logger.getLogger(InboxService.class);

    /** Events in one transaction: what callers that come at the same time may share. */
    private static final int MAX_TOGETHER = 1000;

    private final Database database;
    private final IngestStore store;
    private final Feed feed;
    private final Broker broker;
    private final FeedMeters meters;
    private final Companion companion;
    private final Clock clock;
    private final Traces traces;
    private final GroupCommit<Taken> commits = new GroupCommit<>(MAX_TOGETHER, this::take);

    InboxService(
            Database database,
            IngestStore store,
            Feed feed,
            Broker broker,
            FeedMeters meters,
            Companion companion,
            Traces traces,
            Clock clock) {
        this.traces = traces;
        this.database = database;
        this.store = store;
        this.feed = feed;
        this.broker = broker;
        this.meters = meters;
        this.companion = companion;
        this.clock = clock;
    }

    /** What a transaction came to. */
    private sealed interface Outcome {
        /** Somebody has no feed yet; nothing was done. */
        record FeedsMissing(SortedSet<String> users) implements Outcome {}

        record Committed(Ingest.Changes changes, long firstAnnouncement, Instant at) implements Outcome {}
    }

    /** An event, and when it came. */
    private record Taken(Arrival arrival, long acceptedNs) {}

    /** Takes a batch in; again, and again in other company, is the same as once. */
    public void ingest(List<Arrival> batch) {
        if (batch.isEmpty()) {
            return;
        }
        long acceptedNs = System.nanoTime();
        SharedWork work =
                traces.share(SpanKind.CONSUMER, "ingest", batch.stream().map(Arrival::traceparent));
        try {
            commits.run(batch.stream()
                    .map(arrival -> new Taken(under(work, arrival), acceptedNs))
                    .toList());
            work.end(null);
        } catch (DatabaseException e) {
            work.end(e);
            LOG.errorf("Failed to send notifications: Events=%d, %s", batch.size(), e.getMessage());
            batch.forEach(arrival -> meters.notifications(
                    arrival.type(), false, Math.max(1, arrival.audience().size())));
            throw e;
        }
    }

    private static Arrival under(SharedWork work, Arrival arrival) {
        return work.isRecorded() ? arrival.under(work.under(arrival.traceparent())) : arrival;
    }

    /**
     * What a feature did in a transaction of the inbox, and what is told of it.
     *
     * @param author who did it and need not read of it: is told, has read it, and is sent nothing beside the inbox
     */
    public record Told<T>(
            T result, List<EventEnvelope> events, @Nullable String author) {}

    /**
     * Does a feature's work and tells of it in one transaction: neither can be without the other, and whatever lock the
     * work takes first decides the order in which everybody is told. The work may be done again after it was rolled
     * back, and must take no lock that somebody takes after the inbox.
     */
    public <T> T tellWith(Database.Work<Told<T>> work) {
        long acceptedNs = System.nanoTime();
        while (true) {
            try {
                return commitWith(work, acceptedNs);
            } catch (FeedsMissingException e) {
                store.openFeeds(e.users);
            }
        }
    }

    private <T> T commitWith(Database.Work<Told<T>> work, long acceptedNs) {
        List<Outcome.Committed> committed = new ArrayList<>();
        T result = database.inTransaction(transaction -> {
            Told<T> told = work.on(transaction);
            List<Arrival> arrivals = told.events().stream().map(Arrival::of).toList();
            if (!arrivals.isEmpty()) {
                switch (ingest(transaction, arrivals, told.author())) {
                    case Outcome.FeedsMissing(var users) -> throw new FeedsMissingException(users);
                    case Outcome.Committed done -> committed.add(done);
                }
            }
            if (told.author() != null) {
                store.markRead(transaction, told.author(), arrivals, clock.instant());
            }
            return told.result();
        });
        committed.forEach(done -> deliver(done, acceptedNs));
        return result;
    }

    /** Rolls back what was done before it was found that somebody has no feed yet. */
    private static final class FeedsMissingException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient SortedSet<String> users;

        FeedsMissingException(SortedSet<String> users) {
            super(null, null, false, false);
            this.users = users;
        }
    }

    /** Tells what happened in this service; the same as if another had told it. */
    public void tell(List<EventEnvelope> events) {
        ingest(events.stream().map(Arrival::of).toList());
    }

    private void take(List<Taken> taken) {
        List<Arrival> batch = taken.stream().map(Taken::arrival).toList();
        Outcome outcome = database.inTransaction(transaction -> ingest(transaction, batch, null));
        while (outcome instanceof Outcome.FeedsMissing(var users)) {
            store.openFeeds(users);
            outcome = database.inTransaction(transaction -> ingest(transaction, batch, null));
        }
        if (outcome instanceof Outcome.Committed committed) {
            deliver(committed, taken.getFirst().acceptedNs());
        }
    }

    private Outcome ingest(Connection transaction, List<Arrival> batch, @Nullable String author) throws SQLException {
        SortedSet<String> users = new TreeSet<>();
        batch.forEach(arrival -> users.addAll(arrival.audience()));
        Ingest.Before before = before(transaction, batch, users);
        if (before.feeds().size() < users.size()) {
            users.removeAll(before.feeds().keySet());
            return new Outcome.FeedsMissing(users);
        }
        Instant now = clock.instant();
        Ingest.Changes changes = Ingest.decide(batch, before, now);
        long firstAnnouncement = write(transaction, changes, author, now);
        return new Outcome.Committed(changes, firstAnnouncement, now);
    }

    private Ingest.Before before(Connection transaction, List<Arrival> batch, Set<String> users) throws SQLException {
        List<Arrival> streamed =
                batch.stream().filter(arrival -> arrival.latest().isEmpty()).toList();
        Set<Ingest.Value> values = batch.stream()
                .flatMap(arrival -> arrival.latest().stream()
                        .flatMap(latest ->
                                arrival.audience().stream().map(user -> new Ingest.Value(user, latest.key()))))
                .collect(Collectors.toSet());
        Ingest.Before before = users.isEmpty()
                ? Ingest.Before.NOTHING
                : store.lock(transaction, users, Ingest.deliveries(streamed), values);
        List<String> announcements =
                batch.stream().filter(Arrival::isForEveryone).map(Arrival::id).toList();
        return announcements.isEmpty()
                ? before
                : new Ingest.Before(
                        before.feeds(),
                        before.delivered(),
                        before.versions(),
                        store.lockBoard(transaction, announcements));
    }

    /** @return the position of the first announcement; 0 if there is none */
    private long write(Connection transaction, Ingest.Changes changes, @Nullable String author, Instant now)
            throws SQLException {
        if (changes.isEmpty()) {
            return 0;
        }
        if (!changes.feeds().isEmpty()) {
            store.write(transaction, changes, now);
        }
        List<Companion.Kept> kept = changes.notifications().stream()
                .filter(one -> !one.userId().equals(author))
                .map(one -> one.kept(now))
                .toList();
        if (!kept.isEmpty()) {
            companion.keep(transaction, kept, now);
        }
        boolean announces = !changes.announcements().isEmpty();
        long first = announces ? store.announce(transaction, changes.announcements(), now) : 0;
        broker.tell(transaction, wake(changes));
        return first;
    }

    private Wake wake(Ingest.Changes changes) {
        return Wake.of(
                broker.node(),
                List.copyOf(changes.feeds().keySet()),
                !changes.announcements().isEmpty());
    }

    private void deliver(Outcome.Committed committed, long acceptedNs) {
        Ingest.Changes changes = committed.changes();
        if (!changes.isEmpty()) {
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
    }

    private static List<Notice> announcements(Outcome.Committed committed) {
        List<Notice> notices = new ArrayList<>();
        long pos = committed.firstAnnouncement();
        for (Arrival arrival : committed.changes().announcements()) {
            notices.add(arrival.notice(new Place.Announcement(pos++), committed.at()));
        }
        return notices;
    }
}
