package dev.florin.notification;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.database.Database;
import dev.florin.common.event.EscrowEvent;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.socket.ConnectionsService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class BroadcastQuarkusTest {
    private final Service service = Service.underTest();
    private final Database database = new Database(FlorinTestResource.database().asApplication());
    private final People people = new People(service);
    private final String alice = Some.user();
    private final String bob = Some.user();

    @Inject
    ConnectionsService connections;

    @Inject
    Feed feed;

    private ValidatableResponse say(@Nullable String key, String body) {
        var request = given().baseUri(service.base().toString())
                .header("Authorization", "Bearer " + TestTokens.admin("root"))
                .contentType("application/json")
                .body(body);
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return request.post("/api/admin/websocket/broadcast").then();
    }

    private static String alert(String message, Map<String, ?> more) {
        Map<String, Object> body = new HashMap<>(more);
        body.put("type", "system_alert");
        body.put("data", Map.of("message", message, "severity", "warning"));
        return Some.json(body);
    }

    private void connected(String... users) {
        Eventually.holds(
                "all are known to be connected",
                () -> connections.connected(List.of(users)).size() == users.length);
    }

    @Test
    void everyoneIsToldOnceAlsoWhoComesLater() {
        String late = Some.user();
        service.notifications(late).close();
        String message = "maintenance " + UUID.randomUUID();
        try (SocketClient client = service.notifications(alice)) {
            connected(alice);
            say(null, alert(message, Map.of()))
                    .statusCode(200)
                    .body("success", equalTo(true))
                    .body("message", equalTo("Message broadcast successfully"))
                    .body("users_notified", greaterThanOrEqualTo(1));
            JsonNode frame = alertOf(client, message);
            assertEquals("warning", frame.at("/data/severity").asText());
            assertNull(frame.get("seq"));
        }
        try (SocketClient client = service.notifications(late)) {
            alertOf(client, message);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsCutOffIsShownItAgainAndWhoSaysGoodbyeIsNot(boolean goodbye) {
        String message = "maintenance " + UUID.randomUUID();
        try (RawSocket socket = RawSocket.connect(service.notificationsUri(TestTokens.user(alice), ""), 0)) {
            socket.receive();
            say(null, alert(message, Map.of())).statusCode(200);
            while (!socket.receive().text().contains(message)) {
                // Others speak to everyone, too.
            }
            if (goodbye) {
                socket.send(RawSocket.CLOSE, new byte[0]);
                assertEquals(RawSocket.CLOSE, socket.receive().head());
            }
        }
        Eventually.holds("it is gone", () -> feed.of(alice).isEmpty());
        try (SocketClient client = service.notifications(alice)) {
            if (goodbye) {
                client.hasNothingMore();
            } else {
                alertOf(client, message);
            }
        }
    }

    /** Other tests speak to everyone, too. */
    private static JsonNode alertOf(SocketClient client, String message) {
        return Stream.generate(client::next)
                .filter(frame -> frame.at("/data/message").asText().equals(message))
                .findFirst()
                .orElseThrow();
    }

    /** The rest about such messages is in CircularQuarkusTest. */
    @Test
    void whatIsCriticalForEveryoneIsANotificationOfEachWithinSeconds() throws SQLException {
        String message = "stop using your cards " + UUID.randomUUID();
        service.tell(Some.payment(1, bob));
        try (SocketClient client = service.notifications(alice)) {
            say(
                            null,
                            "{\"type\":\"system_alert\",\"data\":{\"message\":\"%s\",\"severity\":\"critical\"}}"
                                    .formatted(message))
                    .statusCode(200);
            assertEquals(1, alertOf(client, message).get("seq").asLong());
            Eventually.holds(
                    "who is away has it",
                    () -> service.as(bob)
                            .get("/api/notifications")
                            .<List<String>>path("notifications.data.message")
                            .contains(message));
        } finally {
            try (Connection connection = FlorinTestResource.database().asOwner().getConnection();
                    var statement = connection.createStatement()) {
                // Whoever comes within a day would be told, in other tests too.
                statement.execute("DELETE FROM circular");
            }
        }
    }

    @Test
    void namedUsersFindItInTheirInboxAndOthersDoNot() {
        say(null, alert("your document", Map.of("users", List.of(alice, alice))))
                .statusCode(200)
                .body("users_notified", equalTo(1));
        people.get(alice, "/api/notifications?type=system_alert")
                .body("notifications.data.message", equalTo(List.of("your document")));
        people.get(bob, "/api/notifications?type=system_alert").body("notifications", equalTo(List.of()));
    }

    @ParameterizedTest
    @CsvSource({"info, normal", "warning, high", "error, high", "critical, critical"})
    void itMattersAsMuchAsTheOperatorSays(String severity, String priority) {
        say(
                        null,
                        "{\"type\":\"system_alert\",\"data\":{\"message\":\"m\",\"severity\":\"%s\"},\"users\":[\"%s\"]}"
                                .formatted(severity, alice))
                .statusCode(200);
        people.get(alice, "/api/notifications").body("notifications.priority", equalTo(List.of(priority)));
    }

    /** Who connects with a role within a day would be told, in other tests too. */
    @AfterEach
    void forgetWhatWasSaidToRoles() throws SQLException {
        asOwner("DELETE FROM broadcast WHERE audience ->> 'role' IS NOT NULL");
    }

    private static void asOwner(String sql) throws SQLException {
        try (Connection connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Those of other tests hung up a moment ago. */
    private void noAdminIsConnected() {
        Eventually.equal(
                List.of(),
                () -> database.list(
                        "SELECT user_id FROM connection WHERE 'admin' = ANY(roles)",
                        Database.Binder.NOTHING,
                        row -> row.getString(1)));
    }

    private SocketClient asAdmin(String user) {
        SocketClient client =
                SocketClient.connect(service.notificationsUri(TestTokens.admin(user), "?query=system_alert"));
        client.next("connected");
        return client;
    }

    private List<String> messages(String user) {
        return service.as(user).get("/api/notifications?type=system_alert").path("notifications.data.message");
    }

    @Test
    void aRoleIsAlsoWhoComesWithItWithinADayAndEachIsToldOnce() throws SQLException {
        String operator = Some.user();
        String there = Some.user();
        String message = "for operators " + UUID.randomUUID();
        noAdminIsConnected();
        try (SocketClient early = asAdmin(there);
                SocketClient user = service.notifications(alice)) {
            connected(there, alice);
            say(null, alert(message, Map.of("role", "admin"))).statusCode(200).body("users_notified", equalTo(1));
            assertEquals(1, alertOf(early, message).get("seq").asLong());
            asOwner(
                    "UPDATE broadcast SET created_at = created_at - interval '23 hours' WHERE audience ->> 'role' IS NOT NULL");
            try (SocketClient late = asAdmin(operator)) {
                assertEquals(1, alertOf(late, message).get("seq").asLong());
            }
            try (SocketClient again = asAdmin(operator);
                    SocketClient another = asAdmin(there);
                    SocketClient last = asAdmin(Some.user())) {
                // Who came after them has been told: so whoever looks has seen them.
                alertOf(last, message);
                again.hasNothingMore();
                another.hasNothingMore();
            }
            user.hasNothingMore();
        }
        assertEquals(List.of(message), messages(operator));
        assertEquals(List.of(message), messages(there));
        assertEquals(List.of(), messages(alice));
    }

    @Test
    void whatIsCriticalForARoleIsACriticalNotificationOfWhoComesWithIt() {
        String operator = Some.user();
        String message = "stop all payouts " + UUID.randomUUID();
        noAdminIsConnected();
        say(
                        null,
                        "{\"type\":\"system_alert\",\"data\":{\"message\":\"%s\",\"severity\":\"critical\"},\"role\":\"admin\"}"
                                .formatted(message))
                .statusCode(200)
                .body("users_notified", equalTo(0));
        try (SocketClient client = asAdmin(operator)) {
            assertEquals(1, alertOf(client, message).get("seq").asLong());
        }
        people.get(operator, "/api/notifications").body("notifications.priority", equalTo(List.of("critical")));
    }

    @Test
    void whoComesWithARoleADayLaterIsNotTold() throws SQLException {
        String operator = Some.user();
        String old = "yesterday " + UUID.randomUUID();
        String message = "today " + UUID.randomUUID();
        say(null, alert(old, Map.of("role", "admin"))).statusCode(200);
        asOwner("UPDATE broadcast SET created_at = created_at - interval '24 hours' WHERE data ->> 'message' = '" + old
                + "'");
        say(null, alert(message, Map.of("role", "admin"))).statusCode(200);
        try (SocketClient client = asAdmin(operator)) {
            alertOf(client, message);
        }
        assertEquals(List.of(message), messages(operator));
    }

    /** As if the connection had been written down after it was looked who is there, and before the commit. */
    @Test
    void whoCameWhileItWasSaidIsTold() throws SQLException {
        String operator = Some.user();
        String message = "crossing " + UUID.randomUUID();
        try (SocketClient client = asAdmin(operator)) {
            connected(operator);
            client.hasNothingMore();
            asOwner("""
                    INSERT INTO broadcast (broadcast_id, admin_id, type, data, audience, users_notified, created_at)
                    VALUES (gen_random_uuid(), 'root', 'system_alert', '{"message":"%s","severity":"info"}',
                            '{"role":"admin"}', 0, now())""".formatted(message));
            assertEquals(1, alertOf(client, message).get("seq").asLong());
        }
    }

    @Test
    void aRoleIsWhoIsConnectedWithIt() {
        String operator = Some.user();
        String absent = Some.user();
        try (SocketClient admin = SocketClient.connect(
                        service.notificationsUri(TestTokens.admin(operator), "?query=system_alert"));
                SocketClient user = service.notifications(alice)) {
            admin.next("connected");
            connected(operator, alice);
            String message = "for operators " + UUID.randomUUID();
            say(null, alert(message, Map.of("role", "admin"))).statusCode(200);
            assertEquals(1, alertOf(admin, message).get("seq").asLong());
            user.say("{\"type\":\"ping\"}");
            assertTrue(Stream.generate(user::next)
                    .takeWhile(frame -> !frame.get("type").asText().equals("pong"))
                    .noneMatch(frame -> frame.at("/data/message").asText().equals(message)));
        }
        people.get(absent, "/api/notifications/unread-count").body("seq", equalTo(0));
    }

    @Test
    void aTopicIsWhoWasToldOfIt() {
        String escrow = UUID.randomUUID().toString();
        service.tell(EventEnvelope.of(
                UUID.randomUUID().toString(),
                "/escrow-service",
                Some.NOON,
                new EscrowEvent.StatusChange(escrow, "INITIATED", "HELD", alice, null),
                List.of(alice, bob),
                "escrow:" + escrow,
                null));
        say(null, alert("about your escrow", Map.of("topic", "escrow:" + escrow)))
                .statusCode(200)
                .body("users_notified", equalTo(2));
        people.get(bob, "/api/notifications?type=system_alert")
                .body("notifications.data.message", equalTo(List.of("about your escrow")));
        say(null, alert("about nothing", Map.of("topic", "escrow:none")))
                .statusCode(200)
                .body("users_notified", equalTo(0));
    }

    @Test
    void theSameKeyAgainTellsNobody() throws Exception {
        String key = UUID.randomUUID().toString();
        String body = alert("once", Map.of("users", List.of(alice)));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<String> request =
                    () -> say(key, body).statusCode(200).extract().asString();
            List<String> answers = threads.invokeAll(List.of(request, request, request, request)).stream()
                    .map(Future::resultNow)
                    .distinct()
                    .toList();
            assertEquals(1, answers.size(), answers.toString());
        }
        say(key, body).header("Idempotency-Replayed", equalTo("true"));
        people.get(alice, "/api/notifications/unread-count").body("unread_count", equalTo(1));
        say(key, alert("twice", Map.of("users", List.of(alice))))
                .statusCode(422)
                .body("code", equalTo("idempotency-key-reused"));
        say("not visible", body).statusCode(400).body("code", equalTo("idempotency-key-invalid"));
    }

    @Test
    void whatWasSaidIsOnRecordForGood() throws SQLException {
        String message = "on record " + UUID.randomUUID();
        say(null, alert(message, Map.of("users", List.of(bob)))).statusCode(200);
        given().baseUri(service.base().toString())
                .header("Authorization", "Bearer " + TestTokens.admin("root"))
                .get("/api/admin/websocket/broadcasts?limit=1")
                .then()
                .statusCode(200)
                .body("broadcasts[0].admin", equalTo("root"))
                .body("broadcasts[0].type", equalTo("system_alert"))
                .body("broadcasts[0].data.message", equalTo(message))
                .body("broadcasts[0].audience.users", equalTo(List.of(bob)))
                .body("broadcasts[0].users_notified", equalTo(1));
        try (Connection connection =
                        FlorinTestResource.database().asApplication().getConnection();
                var statement = connection.createStatement()) {
            for (String sql : List.of("DELETE FROM broadcast", "UPDATE broadcast SET admin_id = 'x'")) {
                assertEquals(
                        "42501",
                        assertThrows(SQLException.class, () -> statement.execute(sql))
                                .getSQLState());
            }
        }
    }

    private static ValidatableResponse said(Service service, String query) {
        return given().baseUri(service.base().toString())
                .header("Authorization", "Bearer " + TestTokens.admin("root"))
                .get("/api/admin/websocket/broadcasts?" + query)
                .then();
    }

    @Test
    void whatWasSaidComesInPages() {
        for (String message : List.of("first", "second", "third")) {
            say(null, alert(message, Map.of("users", List.of(bob)))).statusCode(200);
        }
        List<String> all = said(service, "limit=500").extract().path("broadcasts.broadcast_id");
        List<String> paged = new ArrayList<>();
        String cursor = "";
        while (!cursor.equals("&cursor=null")) {
            var page = said(service, "limit=2" + cursor).statusCode(200).extract();
            paged.addAll(page.<List<String>>path("broadcasts.broadcast_id"));
            cursor = "&cursor=" + page.path("next_cursor");
        }
        assertEquals(all, paged);
        assertTrue(paged.size() >= 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=501", "limit=-1", "limit=x", "cursor=x"})
    void refusesPagesThatCannotBe(String query) {
        said(service, query).statusCode(400).body("code", equalTo("invalid-request"));
    }

    @Test
    void aThousandUsersCanBeNamedAndTwoThousandCharactersSaid() {
        List<String> many =
                IntStream.range(0, 1001).mapToObj(i -> alice + "-" + i).toList();
        say(null, alert("m", Map.of("users", many))).statusCode(400).body("code", equalTo("invalid-request"));
        say(null, alert("m".repeat(2001), Map.of("users", List.of(alice))))
                .statusCode(422)
                .body("code", equalTo("invalid-event"));
        say(null, alert("m".repeat(2000), Map.of("users", many.subList(0, 1000))))
                .statusCode(200)
                .body("users_notified", equalTo(1000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | 400 | invalid-request",
                "null | 400 | invalid-request",
                "{\"type\":\"no_such\",\"data\":{}} | 422 | unknown-event-type",
                "{\"type\":\"credit_added\",\"data\":{\"message\":\"forged\"}} | 422 | invalid-event",
                "{\"type\":\"system_alert\",\"data\":{}} | 422 | invalid-event",
                "{\"type\":\"system_alert\",\"data\":[]} | 422 | invalid-event",
                "{\"type\":\"system_alert\",\"data\":{\"message\":\"m\",\"severity\":\"x\"}} | 422 | invalid-event",
                "{\"type\":\"system_alert\",\"data\":{\"message\":\"m\"},\"role\":\"god\"} | 400 | invalid-request",
                "{\"type\":\"system_alert\",\"data\":{\"message\":\"m\"},\"users\":[]} | 400 | invalid-request",
                "{\"type\":\"system_alert\",\"data\":{\"message\":\"m\"},\"users\":[null]} | 400 | invalid-request",
                "{\"type\":\"system_alert\",\"data\":{\"message\":\"m\"},\"users\":[\"a\"],\"role\":\"user\"} | 400 | invalid-request",
            })
    void refusesWhatCannotBeBroadcast(String body, int status, String code) {
        say(null, body).statusCode(status).body("code", equalTo(code));
    }
}
