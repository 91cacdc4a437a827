package dev.florin.escrow.event;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one commit has to tell.
 *
 * @param topic what whoever is told may subscribe to: {@code escrow:…}; {@link #OPERATORS} is nothing of the kind
 * @param trace of the request behind it
 * @param events in their order; at most {@link dev.florin.common.outbox.Outbox#MAX_EVENTS_PER_ROW}
 */
public record Story(String topic, Instant at, @Nullable String trace, List<Told> events) {
    /** The topic of what is for operators: being told of something gives them no part in it. */
    public static final String OPERATORS = "system";

    public Story {
        events = List.copyOf(events);
    }

    /**
     * One event.
     *
     * @param type its name on the wire
     * @param audience who is told; never empty
     */
    public record Told(String type, List<String> audience, JsonNode data) {
        public Told {
            audience = List.copyOf(audience);
            if (audience.isEmpty()) {
                throw new IllegalArgumentException("to nobody would mean to everybody");
            }
        }

        public static Told of(FlorinEvent event, List<String> audience) {
            return new Told(event.type().wireName(), audience, Json.mapper().valueToTree(event));
        }
    }
}
