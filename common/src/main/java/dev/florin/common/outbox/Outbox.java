package dev.florin.common.outbox;

import dev.florin.common.event.EventEnvelope;
import java.util.List;
import java.util.UUID;

/**
 * What a service puts into its outbox, and how it turns that into events. A money commit writes one short row; the
 * events, up to {@link #MAX_EVENTS_PER_ROW} of them, are spelled out here, after the commit and off its path.
 *
 * <p>Seam: each service that tells stories has one.
 */
public interface Outbox {
    int MAX_EVENTS_PER_ROW = 16;

    /**
     * The events of a row: always the same ones with the same ids, however often it is asked.
     *
     * @throws IllegalArgumentException if the payload cannot be read
     */
    List<EventEnvelope> events(OutboxRow row);

    /** The id of the row's event number {@code index}, counted from 0. */
    static String eventId(OutboxRow row, int index) {
        if (index < 0 || index >= MAX_EVENTS_PER_ROW) {
            throw new IllegalArgumentException("a row has at most " + MAX_EVENTS_PER_ROW + " events");
        }
        // Row ids are time-ordered with 62 random bits; giving up four of them keeps the events of a row together in
        // the index.
        long low = (row.id().getLeastSignificantBits() & ~(MAX_EVENTS_PER_ROW - 1L)) | index;
        return new UUID(row.id().getMostSignificantBits(), low).toString();
    }
}
