package dev.florin.notification.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.event.Delivery;
import dev.florin.common.event.EventType;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.json.Json;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event on its way to one user, or to everyone: committed, and with its place.
 *
 * @param id the event's id, the same for all its recipients
 * @param type the wire name; may be one that only a newer node knows
 * @param time when it happened, as its producer says
 * @param data the producer's JSON object, verbatim
 * @param acceptedAt when this or another node took it in
 * @param traceparent of its ingest, on whichever node; null if nothing is known of a trace
 */
public record Notice(
        String id,
        String type,
        Instant time,
        String data,
        Place place,
        Instant acceptedAt,
        @Nullable String traceparent) {
    /** The one type that no client is shown. */
    private static final String SILENT = EventType.FIGURES_CHANGED.wireName();

    public Notice(String id, String type, Instant time, String data, Place place, Instant acceptedAt) {
        this(id, type, time, data, place, acceptedAt, null);
    }

    /** How it passes, if its place is {@link Place.Passing}. */
    Delivery passes() {
        return type.equals(SILENT) ? Delivery.SILENT : Delivery.PASSING;
    }

    /**
     * What it says, for dialects that interpret rather than pass on.
     *
     * @throws IllegalStateException if the stored data does not have the shape of its type
     */
    public FlorinEvent event() {
        try {
            return Json.mapper().readValue(data, EventType.ofWireName(type).record());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored event " + id + " is not a " + type, e);
        }
    }
}
