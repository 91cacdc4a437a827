package dev.florin.notification.socket;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.common.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What a long poll is answered: the messages that a socket would have got, and the {@code seq} to ask with next. What
 * could not be told in full is said by {@code resync}, as on a socket.
 */
final class PollAnswer {
    static final int MAX_NOTIFICATIONS = 100;

    /** Announcements in a row come as one piece. */
    private static final ObjectReader MESSAGES =
            Json.mapper().readerFor(JsonNode.class).without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final ObjectNode answer = JsonNodeFactory.instance.objectNode();
    private final ArrayNode notifications = answer.putArray("notifications");

    /** @param messages one after the other, as the notifications dialect writes them; none for a heartbeat */
    void add(String messages) {
        read(messages).forEach(this::add);
    }

    private void add(JsonNode read) {
        switch (read.path("type").asText()) {
            case "connected" -> position(read);
            case "resync" -> {
                position(read);
                answer.set("resync", read.get("reason"));
            }
            default -> {
                if (read.has("seq")) {
                    answer.set("seq", read.get("seq"));
                }
                notifications.add(read);
            }
        }
    }

    private void position(JsonNode message) {
        answer.set("seq", message.get("seq"));
        answer.set("epoch", message.at("/data/epoch"));
    }

    int size() {
        return notifications.size();
    }

    boolean hasNews() {
        return !notifications.isEmpty() || answer.has("resync");
    }

    String json() {
        return answer.toString();
    }

    private static List<JsonNode> read(String messages) {
        try (MappingIterator<JsonNode> each = MESSAGES.readValues(messages)) {
            return each.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
