package dev.florin.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.json.Json;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.OpenApiRules;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** The document that clients are generated from, beside the service that it is about. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class OpenApiQuarkusTest {
    private final Service service = Service.underTest();

    @Test
    void aGeneratorAndAReaderFindWhatTheyNeed() {
        new OpenApiRules(service.openApi()).check();
    }

    @Test
    void theExampleOfABatchIsTakenIn() throws JsonProcessingException {
        JsonNode example = new OpenApiRules(service.openApi()).example("POST /internal/events");
        String batch = example.isTextual() ? example.textValue() : example.toString();
        service.tell(Json.mapper().readValue(batch, EventEnvelope[].class));
    }

    @Test
    void answersAreWhatItSays() {
        OpenApiRules rules = new OpenApiRules(service.openApi());
        String user = Some.user();
        service.tell(Some.payment(1, user), Some.payment(2, user));
        rules.describes("GET /api/notifications", get(user, "/api/notifications?limit=1"));
        rules.describes("GET /api/notifications/preferences", get(user, "/api/notifications/preferences"));
        rules.describes("GET /api/notifications/vapid-key", get(user, "/api/notifications/vapid-key"));
        rules.describes("GET /api/notifications/unread-count", get(user, "/api/notifications/unread-count"));
        People people = new People(service);
        String room = people.direct(user, Some.user());
        people.say(user, room, "1 < 2").statusCode(201);
        rules.describes("GET /api/contacts", get(user, "/api/contacts"));
        rules.describes("GET /api/chat/conversations", get(user, "/api/chat/conversations"));
        rules.describes(
                "GET /api/chat/conversations/{room}/messages",
                get(user, "/api/chat/conversations/" + room + "/messages"));
    }

    private JsonNode get(String user, String path) {
        return Some.tree(service.as(user).get(path).asString());
    }
}
