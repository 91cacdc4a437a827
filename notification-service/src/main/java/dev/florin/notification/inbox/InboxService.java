package dev.florin.notification.inbox;

import dev.florin.common.database.Database;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.trace.SharedWork;
import dev.florin.common.trace.Traces;
import dev.florin.notification.feed.FeedMeters;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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
    private final CircularStore circulars;
    private final PublishingService publishing;
    private final FeedMeters meters;
    private final Companion companion;
    private final Clock clock;
    private final Traces traces;
    private final GroupCommit<Taken> commits = new GroupCommit<>(MAX_TOGETHER, this::take);

    InboxService(
            Database database,
            IngestStore store,
            CircularStore circulars,
            PublishingService publishing,
            FeedMeters meters,
            Companion companion,
            Traces traces,
            Clock clock) {
        this.traces = traces;
        this.database = database;
        this.store = store;
        this.circulars = circulars;
        this.publishing = publishing;
        this.meters = meters;
        this.companion = companion;
        this.clock = clock;
    }

    /** What a transaction came to. */
    private sealed interface Outcome {
        /** Somebody has no feed yet; nothing was done. */
        record FeedsMissing(SortedSet<String> users) implements Outcome {}

        record Committed(PublishingService.Committed news) implements Outcome {}
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
            countFailed(batch, e);
            throw e;
        }
    }

    private void countFailed(List<Arrival> batch, DatabaseException failure) {
        LOG.errorf("Failed to send notifications: Events=%d, %s", batch.size(), failure.getMessage());
        batch.forEach(arrival -> meters.notifications(
                arrival.type(), false, Math.max(1, arrival.audience().size())));
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
        return addWith(transaction -> {
            Told<T> told = work.on(transaction);
            return new Added<>(
                    told.result(), told.events().stream().map(Arrival::of).toList(), told.author());
        });
    }

    /** As {@link Told}, in the words of this package. */
    private record Added<T>(
            T result, List<Arrival> arrivals, @Nullable String author) {}

    private <T> T addWith(Database.Work<Added<T>> work) {
        long acceptedNs = System.nanoTime();
        while (true) {
            try {
                return commitWith(work, acceptedNs);
            } catch (FeedsMissingException e) {
                open(e.users);
            }
        }
    }

    private <T> T commitWith(Database.Work<Added<T>> work, long acceptedNs) {
        List<Arrival> arrivals = new ArrayList<>();
        List<PublishingService.Committed> committed = new ArrayList<>();
        T result;
        try {
            result = database.inTransaction(transaction -> {
                Added<T> added = work.on(transaction);
                arrivals.addAll(added.arrivals());
                tell(transaction, added).ifPresent(committed::add);
                return added.result();
            });
        } catch (DatabaseException e) {
            if (!arrivals.isEmpty()) {
                countFailed(arrivals, e);
            }
            throw e;
        }
        committed.forEach(news -> publishing.publish(news, acceptedNs));
        return result;
    }

    private Optional<PublishingService.Committed> tell(Connection transaction, Added<?> added) throws SQLException {
        Optional<PublishingService.Committed> committed = Optional.empty();
        if (!added.arrivals().isEmpty()) {
            committed = switch (ingest(transaction, added.arrivals(), added.author())) {
                case Outcome.FeedsMissing(var users) -> throw new FeedsMissingException(users);
                case Outcome.Committed(var news) -> Optional.of(news);
            };
        }
        if (added.author() != null) {
            store.markRead(transaction, added.author(), added.arrivals(), clock.instant());
        }
        return committed;
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

    /**
     * Takes a critical message to everyone some users further: their notifications and how far it has come are one
     * commit, so whoever goes on, after a crash or on another node, leaves nobody out.
     *
     * @param max users in one commit
     * @return whether there is more to do
     */
    boolean circulate(int max) {
        return addWith(transaction -> {
            Optional<CircularStore.Open> taken = circulars.take(transaction);
            if (taken.isEmpty()) {
                return new Added<>(false, List.of(), null);
            }
            CircularStore.Open open = taken.get();
            List<String> users = circulars.users(transaction, open, max);
            boolean isLast = users.size() < max;
            circulars.reached(
                    transaction,
                    open.arrival().id(),
                    isLast ? open.stage().next() : open.stage(),
                    isLast ? "" : users.getLast());
            return new Added<>(
                    true, users.isEmpty() ? List.of() : List.of(open.arrival().to(users)), null);
        });
    }

    /**
     * Knows these users from now on. Who was not known is told the critical messages to everyone of the last day.
     *
     * @return whether anybody was told anything
     */
    boolean welcome(Collection<String> users) {
        List<String> strangers = store.withoutFeed(users);
        return !strangers.isEmpty() && open(strangers);
    }

    /** In one commit: who has a feed has, or will get, every circular since then. */
    private boolean open(Collection<String> users) {
        long acceptedNs = System.nanoTime();
        Optional<Outcome> told = database.inTransaction(transaction -> {
            List<String> opened = store.openFeeds(transaction, users);
            List<Arrival> missed = opened.isEmpty()
                    ? List.of()
                    : circulars.since(transaction, clock.instant().minus(HistoryService.ANNOUNCED_FOR)).stream()
                            .map(circular -> circular.to(opened))
                            .toList();
            return missed.isEmpty() ? Optional.empty() : Optional.of(ingest(transaction, missed, null));
        });
        if (told.isPresent() && told.get() instanceof Outcome.Committed(var news)) {
            publishing.publish(news, acceptedNs);
            return true;
        }
        return false;
    }

    /** Tells what happened in this service; the same as if another had told it. */
    public void tell(List<EventEnvelope> events) {
        ingest(events.stream().map(Arrival::of).toList());
    }

    private void take(List<Taken> taken) {
        List<Arrival> batch = taken.stream().map(Taken::arrival).toList();
        Outcome outcome = database.inTransaction(transaction -> ingest(transaction, batch, null));
        while (outcome instanceof Outcome.FeedsMissing(var users)) {
            open(users);
            outcome = database.inTransaction(transaction -> ingest(transaction, batch, null));
        }
        if (outcome instanceof Outcome.Committed(var news)) {
            publishing.publish(news, taken.getFirst().acceptedNs());
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
        return new Outcome.Committed(new PublishingService.Committed(changes, firstAnnouncement, now));
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
        for (Arrival circular : changes.circulars()) {
            circulars.add(transaction, circular, now);
        }
        boolean announces = !changes.announcements().isEmpty();
        long first = announces ? store.announce(transaction, changes.announcements(), now) : 0;
        publishing.tellNodes(transaction, changes);
        return first;
    }
}
