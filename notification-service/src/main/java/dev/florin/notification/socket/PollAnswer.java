package dev.florin.notification.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.common.json.Json;

/**
 * What a long poll is answered: the messages that a socket would have got, and the {@code seq} to ask with next. What
 * could not be told in full is said by {@code resync}, as on a socket.
 */
final class PollAnswer {
    static final int MAX_NOTIFICATIONS = 100;

    private final ObjectNode answer = JsonNodeFactory.instance.objectNode();
    private final ArrayNode notifications = answer.putArray("notifications");

    /** @param message as the notifications dialect writes it; empty for a heartbeat */
    void add(String message) {
        if (message.isEmpty()) {
            return;
        }
        JsonNode read = read(message);
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

    private static JsonNode read(String message) {
        try {
            return Json.mapper().readTree(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
