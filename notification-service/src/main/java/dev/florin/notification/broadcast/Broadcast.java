package dev.florin.notification.broadcast;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.EventType;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something an administrator said to many.
 *
 * @param data what was said
 * @param audience to whom: {@code everyone}, a {@code role}, a {@code topic}, or {@code users}
 * @param usersNotified who was told at once: the users named, or who was connected at that moment; not who is told
 *     later because they come within a day, or because a message to everyone is critical
 */
public record Broadcast(
        UUID broadcastId,
        String admin,
        String type,
        JsonNode data,
        JsonNode audience,
        long usersNotified,
        Instant createdAt) {
    /** Users in one event, as its envelope allows. */
    private static final int MAX_AUDIENCE = 1000;

    /**
     * What these users are told, in as many parts as it takes; under one id, by which each of them is told once,
     * whoever tells them.
     */
    List<EventEnvelope> to(List<String> users, @Nullable String traceparent) {
        List<EventEnvelope> parts = new ArrayList<>();
        for (int from = 0; from < users.size(); from += MAX_AUDIENCE) {
            parts.add(part(users.subList(from, Math.min(users.size(), from + MAX_AUDIENCE)), traceparent));
        }
        return parts;
    }

    /** What everyone is told. */
    EventEnvelope toEveryone(@Nullable String traceparent) {
        return part(List.of(), traceparent);
    }

    private EventEnvelope part(List<String> users, @Nullable String traceparent) {
        return EventEnvelope.of(
                broadcastId.toString(), "/notification-service", createdAt, event(), users, null, traceparent);
    }

    private FlorinEvent event() {
        try {
            return Json.mapper().treeToValue(data, EventType.ofWireName(type).record());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("broadcast " + broadcastId + " is not a " + type, e);
        }
    }

    /** Answer of {@code POST /api/admin/websocket/broadcast} (seed 000). */
    public record Receipt(boolean success, String message, long usersNotified, Instant timestamp) {}

    /**
     * Some of what was said, newest first.
     *
     * @param nextCursor what to send as {@code cursor} for the next page; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(List<Broadcast> broadcasts, @Nullable String nextCursor) {
        public Page {
            broadcasts = List.copyOf(broadcasts);
        }
    }
}
