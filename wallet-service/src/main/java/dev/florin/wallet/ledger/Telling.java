package dev.florin.wallet.ledger;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.json.Json;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Events that are spelled out already.
 *
 * @param traceparent the trace of the request behind them
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Telling(Instant at, @Nullable String traceparent, List<Told> events) implements Story {
    public Telling {
        events = List.copyOf(events);
    }

    /**
     * One of them.
     *
     * @param type the event's name on the wire
     * @param audience the users who are told
     * @param topic what a client may subscribe to
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Told(String type, List<String> audience, String topic, JsonNode data) {
        public static Told of(FlorinEvent event, List<String> audience, String topic) {
            return new Told(
                    event.type().wireName(), audience, topic, Json.mapper().valueToTree(event));
        }
    }
}
