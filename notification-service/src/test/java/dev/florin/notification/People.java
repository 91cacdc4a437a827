package dev.florin.notification;

import static org.hamcrest.Matchers.anyOf;
import static org.hamcrest.Matchers.is;

import io.restassured.response.ValidatableResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What people do with each other, from outside. */
public record People(Service service) {
    public ValidatableResponse post(String user, String path, Map<String, ?> body) {
        return service.as(user)
                .contentType("application/json")
                .body(Some.json(body))
                .post(path)
                .then();
    }

    public ValidatableResponse get(String user, String path) {
        return service.as(user).get(path).then();
    }

    public ValidatableResponse add(String user, String contact) {
        return post(user, "/api/contacts", Map.of("user_id", contact));
    }

    /** Each has added the other. */
    public void befriend(String one, String other) {
        add(one, other).statusCode(anyOf(is(200), is(201)));
        add(other, one).statusCode(anyOf(is(200), is(201)));
    }

    /** The conversation of two who know each other. */
    public String direct(String one, String other) {
        befriend(one, other);
        return open(one, Map.of("kind", "direct", "members", List.of(other)))
                .statusCode(anyOf(is(200), is(201)))
                .extract()
                .path("room_id");
    }

    /** A group whose members all know its owner. */
    public String group(String owner, String... members) {
        for (String member : members) {
            befriend(owner, member);
        }
        return open(owner, Map.of("kind", "group", "title", "trip", "members", List.of(members)))
                .statusCode(201)
                .extract()
                .path("room_id");
    }

    public ValidatableResponse open(String user, Map<String, ?> draft) {
        return post(user, "/api/chat/conversations", draft);
    }

    public ValidatableResponse say(String user, String room, String text) {
        return say(user, room, text, UUID.randomUUID().toString());
    }

    public ValidatableResponse say(String user, String room, String text, String clientMessageId) {
        return post(
                user,
                "/api/chat/conversations/" + room + "/messages",
                Map.of("text", text, "client_message_id", clientMessageId));
    }

    /** What a user can read there, oldest first. */
    public List<String> texts(String user, String room) {
        return get(user, "/api/chat/conversations/" + room + "/messages")
                .statusCode(200)
                .extract()
                .path("messages.text");
    }
}
