package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.json.Json;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import dev.florin.notification.channel.Browser;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every endpoint, asked by everybody. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(Outside.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorisationQuarkusTest {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Pattern OPERATION = Pattern.compile("(GET|POST|PUT|DELETE|PATCH) .*");

    private static final String CHAT = "/api/chat/conversations/";

    /** Stands for the id of a room that is made when the service is up. */
    private static final String ROOM = "ROOM";

    private static final String GROUP = "{\"kind\":\"group\",\"title\":\"trip\"}";
    private static final String BROADCAST =
            "{\"type\":\"system_alert\",\"data\":{\"message\":\"hi\"},\"users\":[\"nobody\"]}";
    private static final String MESSAGE = "{\"text\":\"hi\",\"client_message_id\":\"1\"}";

    private final String alice = Some.user();
    private final String eve = Some.user();
    private final Service service = Service.underTest();
    private final EventEnvelope told = Some.payment(1, alice);

    /**
     * One endpoint.
     *
     * @param operation as the document has it
     * @param id what stands in the place of the path's parameter
     * @param body what is sent, if anything
     * @param expected what another user, the user, an admin who is also a user, and a service get
     */
    record Row(String operation, String id, String body, String expected) {
        Row(String operation, String expected) {
            this(operation, "", "", expected);
        }

        String method() {
            return operation.substring(0, operation.indexOf(' '));
        }

        String path() {
            return operation.substring(operation.indexOf(' ') + 1).replaceAll("\\{[a-z_]+}", id);
        }
    }

    private final People people = new People(service);
    private final String bob = Some.user();
    private String room = "";

    @BeforeEach
    void tellAlice() {
        service.tell(told);
        if (room.isEmpty()) {
            people.befriend(alice, bob + 0);
            room = people.group(alice, bob + 1);
            people.post(alice, CHAT + room + "/messages", Map.of("text", "hi", "client_message_id", "1"))
                    .statusCode(201);
        }
    }

    Stream<Row> endpoints() {
        return Stream.of(
                new Row("GET /api/notifications", "200 200 200 403"),
                new Row("GET /api/notifications/unread-count", "200 200 200 403"),
                new Row("POST /api/notifications/{id}/read", told.id(), "", "404 200 404 403"),
                new Row("POST /api/notifications/{id}/unread", told.id(), "", "404 200 404 403"),
                new Row("POST /api/notifications/{id}/archive", told.id(), "", "404 200 404 403"),
                new Row("POST /api/notifications/read-all", "200 200 200 403"),
                new Row("GET /api/notifications/{id}/timeline", told.id(), "", "404 200 404 403"),
                new Row("GET /api/notifications/stream", "200 200 200 403"),
                new Row("GET /api/notifications/poll", "200 200 200 403"),
                new Row("GET /api/notifications/preferences", "200 200 200 403"),
                new Row("PUT /api/notifications/preferences", "", "{}", "200 200 200 403"),
                new Row("GET /api/notifications/vapid-key", "200 200 200 403"),
                new Row(
                        "POST /api/notifications/push-subscriptions",
                        "",
                        Browser.fresh().subscription("https://push.example.org/1"),
                        "201 201 201 403"),
                new Row(
                        "DELETE /api/notifications/push-subscriptions/{id}",
                        UUID.randomUUID().toString(),
                        "",
                        "404 404 404 403"),
                new Row("POST /api/ws/tickets", "201 201 201 403"),
                new Row("POST /api/ws/session", "204 204 204 403"),
                new Row("DELETE /api/ws/session", "204 204 204 403"),
                new Row("GET /api/admin/websocket/status", "403 403 200 403"),
                new Row("GET /api/admin/websocket/connections", "403 403 200 403"),
                new Row(
                        "DELETE /api/admin/websocket/connections/{id}",
                        UUID.randomUUID().toString(),
                        "",
                        "403 403 404 403"),
                new Row("POST /api/admin/users/{id}/revoke", Some.user(), "{}", "403 403 200 403"),
                new Row("POST /internal/events", "", "[]", "403 403 403 200"),
                new Row("GET /api/contacts", "200 200 200 403"),
                new Row("GET /api/contacts/requests", "200 200 200 403"),
                new Row("POST /api/contacts", "", "{\"user_id\":\"" + bob + "0\"}", "201 200 201 403"),
                new Row("DELETE /api/contacts/{user_id}", "nobody", "", "404 404 404 403"),
                new Row("GET /api/chat/conversations", "200 200 200 403"),
                new Row("POST /api/chat/conversations", "", GROUP, "201 201 201 403"),
                new Row("GET /api/chat/conversations/{room}", ROOM, "", "404 200 404 403"),
                new Row("GET /api/chat/conversations/{room}/messages", ROOM, "", "404 200 404 403"),
                new Row("POST /api/chat/conversations/{room}/messages", ROOM, MESSAGE, "404 200 404 403"),
                new Row("POST /api/chat/conversations/{room}/typing", ROOM, "{\"typing\":true}", "404 204 404 403"),
                new Row(
                        "POST /api/chat/conversations/{room}/members",
                        ROOM,
                        "{\"user_id\":\"" + bob + "1\"}",
                        "404 200 404 403"),
                new Row("DELETE /api/chat/conversations/{room}/members/{user_id}", ROOM, "", "404 404 404 403"),
                new Row("POST /api/admin/websocket/broadcast", "", BROADCAST, "403 403 200 403"),
                new Row("GET /api/admin/websocket/broadcasts", "403 403 200 403"),
                new Row("GET /api/admin/system/health", "403 403 200 403"),
                new Row("GET /api/admin/system/stats", "403 403 200 403"));
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void everybodyGetsWhatIsTheirs(Row row) {
        TestTokens.Draft draft = TestTokens.draft(alice, "user", "admin");
        assertEquals("401 unauthenticated", outcome(row, null));
        assertEquals(
                "401 token-expired",
                outcome(row, draft.lasting(Duration.ofSeconds(-1)).signed()));
        assertEquals(
                "401 unauthenticated", outcome(row, draft.forAudience("other").signed()));
        assertEquals("403 forbidden", outcome(row, TestTokens.draft(alice).signed()), "no role");
        List<String> callers = List.of(
                TestTokens.user(eve),
                TestTokens.user(alice),
                TestTokens.admin("admin"),
                TestTokens.service("wallet-service"));
        String[] statuses = row.expected().split(" ", -1);
        for (int i = 0; i < statuses.length; i++) {
            String outcome = outcome(row, callers.get(i));
            assertEquals(statuses[i], outcome.substring(0, 3), "caller " + i + ": " + outcome);
        }
        assertEquals(
                statuses[1],
                outcome(row, TestTokens.draft(alice, "user", "service").signed())
                        .substring(0, 3),
                "a user who calls himself a service is still only a user");
    }

    /** An answer may go on for ever: only a refusal is read to its end. */
    private String outcome(Row row, @Nullable String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        service.base().resolve(row.path().replace(ROOM, room)))
                .timeout(Duration.ofSeconds(30))
                .method(
                        row.method(),
                        row.body().isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(row.body()));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!row.body().isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        try {
            HttpResponse<InputStream> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                boolean refused = answer.statusCode() >= 400;
                return answer.statusCode()
                        + (refused
                                ? " " + Json.mapper().readTree(body).get("code").textValue()
                                : "");
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(row.operation(), e);
        }
    }

    /** So that an endpoint that comes later cannot be forgotten here. */
    @Test
    void theTableIsComplete() {
        JsonNode document = service.openApi();
        Set<String> documented = document.get("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .map(method -> method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()))
                .filter(operation -> OPERATION.matcher(operation).matches())
                .collect(Collectors.toSet());
        Set<String> tested = endpoints().map(Row::operation).collect(Collectors.toSet());
        assertTrue(documented.size() >= 5, documented.toString());
        assertEquals(documented, tested);
    }
}
