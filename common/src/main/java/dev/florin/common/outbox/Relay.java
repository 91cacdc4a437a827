package dev.florin.common.outbox;

import dev.florin.common.database.DatabaseException;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.EventType;
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
import org.jspecify.annotations.Nullable;

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

    /** Read and spelled out, and too much for the request before. */
    private @Nullable Part leftOver;

    /** Accepted, and not yet deleted: to tell them again would be harmless. */
    private List<OutboxRow> told = new ArrayList<>();

    /** A row, and what it tells: it is asked for that once, in the order of the rows. */
    private record Part(OutboxRow row, List<EventEnvelope> events) {}

    /**
     * What goes in one request: as full as allowed, and no row is torn apart.
     *
     * @param telling in each of the events' traces: from here to the answer
     */
    private record Chunk(List<Part> parts, HttpRequest.BodyPublisher body, SharedWork telling) {
        static final Chunk NONE = new Chunk(List.of(), HttpRequest.BodyPublishers.noBody(), SharedWork.NONE);

        boolean isEmpty() {
            return parts.isEmpty();
        }

        List<OutboxRow> rows() {
            return parts.stream().map(Part::row).toList();
        }
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
        while (!current.isEmpty() && goOn.getAsBoolean()) {
            NotificationClient.Call call = client.tell(current.body(), current.telling());
            Chunk following = next(current.rows());
            settle(current, call.answer());
            current = following.isEmpty() ? next(List.of()) : following;
        }
        forgetTold();
    }

    /** @param underWay rows that are still in the table and must not be taken again */
    private Chunk next(List<OutboxRow> underWay) throws SQLException {
        List<Part> parts = new ArrayList<>();
        while (parts.isEmpty() && (hasMore() || readAhead(underWay))) {
            fill(parts);
        }
        return parts.isEmpty() ? Chunk.NONE : chunk(parts);
    }

    private Chunk chunk(List<Part> parts) {
        List<EventEnvelope> events =
                parts.stream().flatMap(part -> part.events().stream()).toList();
        SharedWork telling =
                traces.share(SpanKind.PRODUCER, "tell", events.stream().map(EventEnvelope::traceparent));
        List<EventEnvelope> told = telling.isRecorded()
                ? events.stream()
                        .map(event -> event.under(telling.under(event.traceparent())))
                        .toList()
                : events;
        return new Chunk(parts, NotificationClient.body(told), telling);
    }

    private void fill(List<Part> parts) throws SQLException {
        int events = 0;
        while (hasMore()) {
            Part part = leftOver == null ? spelledOut(ahead.removeFirst()) : leftOver;
            leftOver = null;
            events += part.events().size();
            if (part.events().isEmpty()) {
                told.add(part.row());
            } else if (parts.isEmpty() || events <= config.events()) {
                parts.add(part);
            } else {
                leftOver = part;
                return;
            }
        }
    }

    private boolean hasMore() {
        return leftOver != null || !ahead.isEmpty();
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

    /** Without events if it had to be parked. */
    private Part spelledOut(OutboxRow row) throws SQLException {
        try {
            return new Part(row, outbox.events(row));
        } catch (DatabaseException e) {
            // That says nothing about the row.
            throw e;
        } catch (RuntimeException e) {
            // Whatever is wrong with it will be wrong next time: it must not stop those behind it for ever.
            Part nothing = new Part(row, List.of());
            park(nothing, "unreadable: " + e);
            return nothing;
        }
    }

    private void settle(Chunk chunk, NotificationClient.Answer answer)
            throws SQLException, IOException, InterruptedException {
        backOff.reset();
        if (answer == NotificationClient.Answer.ACCEPTED) {
            told.addAll(chunk.rows());
        } else if (chunk.parts().size() == 1) {
            park(chunk.parts().getFirst(), "refused by notification-service");
        } else {
            // One bad event spoils its batch: find it, row by row, and let the others through in order.
            for (Part part : chunk.parts()) {
                Chunk alone = chunk(List.of(part));
                settle(alone, client.tell(alone.body(), alone.telling()).answer());
            }
        }
    }

    private void park(Part part, String reason) throws SQLException {
        String noun = EventType.noun(
                part.events().isEmpty() ? "" : part.events().getFirst().type());
        LOG.errorf(
                "CRITICAL: Failed to send %s: outbox row %s is parked, %s",
                noun, part.row().id(), reason);
        store.park(connection, part.row(), reason);
    }
}
