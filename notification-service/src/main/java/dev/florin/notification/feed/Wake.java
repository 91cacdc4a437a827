package dev.florin.notification.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A hint from one node to the others.
 *
 * @param node who says so
 * @param everyone too many users to name: look at all who are connected
 * @param users whose inbox changed
 * @param announcement whether there is a new message to everyone
 */
public record Wake(String node, boolean everyone, List<String> users, boolean announcement) {
    /** PostgreSQL takes less than 8000 bytes in one NOTIFY. */
    static final int MAX_BYTES = 7999;

    public Wake {
        users = List.copyOf(users);
    }

    /** @return JSON of {@value #MAX_BYTES} bytes at most, naming the users if they fit */
    String encoded() {
        String full = json(this);
        return full.getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES
                ? full
                : json(new Wake(node, true, List.of(), announcement));
    }

    /** Empty if it is not one that this version understands: then the poll has to do. */
    static Optional<Wake> decoded(String payload) {
        try {
            return Optional.of(Json.mapper().readValue(payload, Wake.class));
        } catch (JsonProcessingException | NullPointerException e) {
            return Optional.empty();
        }
    }

    private static String json(Wake wake) {
        try {
            return Json.mapper().writeValueAsString(wake);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
