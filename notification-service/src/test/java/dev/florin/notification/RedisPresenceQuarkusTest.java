package dev.florin.notification;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** With Redis between the nodes. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@TestProfile(RedisTestResource.Profile.class)
@Tag("slow")
class RedisPresenceQuarkusTest extends PresenceScenarios {
    private final Map<SocketClient, String> shown = new HashMap<>();

    /**
     * A connection may be the first to a node for whom it hears a channel: it is told again what it may have missed.
     */
    @Override
    JsonNode nextPresence(SocketClient client) {
        JsonNode frame = super.nextPresence(client);
        String state =
                frame.at("/data/user_id").asText() + frame.at("/data/status").asText();
        return state.equals(shown.put(client, state)) ? nextPresence(client) : frame;
    }
}
