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

    /** {@link #MAX_EVENTS_PER_ROW} is two to the power of this. */
    int INDEX_BITS = 4;

    /** Where a UUID says what kind it is (RFC 9562, 4.1). */
    long VARIANT = 0xC000000000000000L;

    /**
     * The events of a row: always the same ones with the same ids, however often it is asked. A process that tells asks
     * for each row once, in their order.
     *
     * @throws IllegalArgumentException if the payload cannot be read
     */
    List<EventEnvelope> events(OutboxRow row);

    /**
     * Called before the first row, whenever this process has become the one that tells: others may have told rows that
     * it has never seen.
     */
    default void takeOver() {}

    /** The id of the row's event number {@code index}, counted from 0. */
    static String eventId(OutboxRow row, int index) {
        if (index < 0 || index >= MAX_EVENTS_PER_ROW) {
            throw new IllegalArgumentException("a row has at most " + MAX_EVENTS_PER_ROW + " events");
        }
        // Row ids of one millisecond are counted up and differ in their last bits only: the index is pushed in from
        // below, and four random bits fall out at the top.
        long random = row.id().getLeastSignificantBits();
        long low = (random & VARIANT) | ((random << INDEX_BITS) & ~VARIANT) | index;
        return new UUID(row.id().getMostSignificantBits(), low).toString();
    }
}
