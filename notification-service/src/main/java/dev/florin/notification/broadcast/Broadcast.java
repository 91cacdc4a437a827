package dev.florin.notification.broadcast;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something an administrator said to many.
 *
 * @param data what was said
 * @param audience to whom: {@code everyone}, a {@code role}, a {@code topic}, or {@code users}
 * @param usersNotified who was told: the users named, or who was connected at that moment, also where a critical
 *     message to everyone reaches the others, too
 */
public record Broadcast(
        UUID broadcastId,
        String admin,
        String type,
        JsonNode data,
        JsonNode audience,
        long usersNotified,
        Instant createdAt) {
    /** Answer of {@code POST /api/admin/websocket/broadcast} (seed 000). */
    public record Receipt(boolean success, String message, long usersNotified, Instant timestamp) {}

    /**
     * Some of what was said, newest first.
     *
     * @param nextCursor what to send as {@code cursor} for the next page; absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(
            List<Broadcast> broadcasts, @Nullable String nextCursor) {
        public Page {
            broadcasts = List.copyOf(broadcasts);
        }
    }
}
