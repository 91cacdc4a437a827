package dev.florin.notification.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * What a user spends, as wallet-service says it: each part is its JSON, to be passed on as it is.
 *
 * @param at these figures were right then
 */
public record Figures(
        String userId,
        String dashboard,
        String pending,
        String hourly,
        String categories,
        long pendingCount,
        Instant at) {

    /**
     * @param answer one entry of {@code figures} in wallet-service's answer
     * @throws IllegalArgumentException if a part is missing
     */
    static Figures of(JsonNode answer, Instant at) {
        return new Figures(
                part(answer, "user_id").asText(),
                part(answer, "dashboard").toString(),
                part(answer, "pending").toString(),
                part(answer, "hourly").toString(),
                part(answer, "categories").toString(),
                part(part(answer, "dashboard"), "pending_count").asLong(),
                at);
    }

    private static JsonNode part(JsonNode of, String name) {
        JsonNode part = of.get(name);
        if (part == null || part.isNull()) {
            throw new IllegalArgumentException("the answer has no " + name);
        }
        return part;
    }
}
