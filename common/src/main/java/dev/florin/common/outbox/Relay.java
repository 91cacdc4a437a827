package dev.florin.common.outbox;

import dev.florin.common.database.DatabaseException;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.trace.SharedWork;
import dev.florin.common.trace.Traces;
import io.opentelemetry.api.trace.SpanKind;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Hands rows on for as long as it holds the relay's lock on its connection. One request is under way at a time, which
 * keeps the order; meanwhile the rows of the request before are deleted and the next request is written.
 */
final class Relay {
    private static final Logger LOG = Logger.getLogger(RelayJob.class);

    private final Connection connection;
    private final OutboxStore store;
    private final NotificationClient client;
    private final OutboxConfig config;
    private final Outbox outbox;
    private final BackOff backOff;
    private final Traces traces;

    /** Read, and not yet under way. */
    private final Deque<OutboxRow> ahead = new ArrayDeque<>();

    /** Accepted, and not yet deleted: to tell them again would be harmless. */
    private List<OutboxRow> told = new ArrayList<>();

    /**
     * Rows whose events go in one request: as full as allowed, and no row is torn apart.
     *
     * @param telling in each of the events' traces: from here to the answer
     */
    private record Chunk(List<OutboxRow> rows, HttpRequest.BodyPublisher body, SharedWork telling) {
        static final Chunk NONE = new Chunk(List.of(), HttpRequest.BodyPublishers.noBody(), SharedWork.NONE);
    }

    Relay(
            Connection connection,
            OutboxStore store,
            NotificationClient client,
            OutboxConfig config,
            Outbox outbox,
            BackOff backOff,
            Traces traces) {
        this.traces = traces;
        this.connection = connection;
        this.store = store;
        this.client = client;
        this.config = config;
        this.outbox = outbox;
        this.backOff = backOff;
    }

    /** Hands on whatever is there, and what comes meanwhile. */
    void drain(BooleanSupplier goOn) throws SQLException, IOException, InterruptedException {
        Chunk current = next(List.of());
        while (!current.rows().isEmpty() && goOn.getAsBoolean()) {
            NotificationClient.Call call = client.tell(current.body(), current.telling());
            Chunk following = next(current.rows());
            settle(current, call.answer());
            current = following.rows().isEmpty() ? next(List.of()) : following;
        }
        forgetTold();
    }

    /** @param underWay rows that are still in the table and must not be taken again */
    private Chunk next(List<OutboxRow> underWay) throws SQLException {
        List<OutboxRow> rows = new ArrayList<>();
        List<EventEnvelope> events = new ArrayList<>();
        while (events.isEmpty() && (!ahead.isEmpty() || readAhead(underWay))) {
            fill(rows, events);
        }
        return rows.isEmpty() ? Chunk.NONE : chunk(rows, events);
    }

    private Chunk chunk(List<OutboxRow> rows, List<EventEnvelope> events) {
        SharedWork telling =
                traces.share(SpanKind.PRODUCER, "tell", events.stream().map(EventEnvelope::traceparent));
        List<EventEnvelope> told = telling.isRecorded()
                ? events.stream()
                        .map(event -> event.under(telling.under(event.traceparent())))
                        .toList()
                : events;
        return new Chunk(rows, NotificationClient.body(told), telling);
    }

    private void fill(List<OutboxRow> rows, List<EventEnvelope> events) throws SQLException {
        while (!ahead.isEmpty()) {
            List<EventEnvelope> more = eventsOrParked(ahead.getFirst());
            if (!events.isEmpty() && events.size() + more.size() > config.events()) {
                return;
            }
            OutboxRow row = ahead.removeFirst();
            if (more.isEmpty()) {
                told.add(row);
            } else {
                rows.add(row);
                events.addAll(more);
            }
        }
    }

    /** @return whether there is anything */
    private boolean readAhead(List<OutboxRow> underWay) throws SQLException {
        forgetTold();
        Set<Long> taken = new HashSet<>();
        underWay.forEach(row -> taken.add(row.position()));
        for (OutboxRow row : store.oldest(connection, config.rows() + taken.size())) {
            if (!taken.contains(row.position())) {
                ahead.add(row);
            }
        }
        return !ahead.isEmpty();
    }

    private void forgetTold() throws SQLException {
        if (!told.isEmpty()) {
            store.delete(connection, told);
            told = new ArrayList<>();
        }
    }

    private List<EventEnvelope> eventsOrParked(OutboxRow row) throws SQLException {
        try {
            return outbox.events(row);
        } catch (DatabaseException e) {
            // That says nothing about the row.
            throw e;
        } catch (RuntimeException e) {
            // Whatever is wrong with it will be wrong next time: it must not stop those behind it for ever.
            park(row, "unreadable: " + e);
            return List.of();
        }
    }

    private void settle(Chunk chunk, NotificationClient.Answer answer)
            throws SQLException, IOException, InterruptedException {
        backOff.reset();
        if (answer == NotificationClient.Answer.ACCEPTED) {
            told.addAll(chunk.rows());
        } else if (chunk.rows().size() == 1) {
            park(chunk.rows().getFirst(), "refused by notification-service");
        } else {
            // One bad event spoils its batch: find it, row by row, and let the others through in order.
            for (OutboxRow row : chunk.rows()) {
                Chunk alone = chunk(List.of(row), eventsOrParked(row));
                settle(alone, client.tell(alone.body(), alone.telling()).answer());
            }
        }
    }

    private void park(OutboxRow row, String reason) throws SQLException {
        LOG.errorf("CRITICAL: Failed to send notification: outbox row %s is parked, %s", row.id(), reason);
        store.park(connection, row, reason);
    }
}
