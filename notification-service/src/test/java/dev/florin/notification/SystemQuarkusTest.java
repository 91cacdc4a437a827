package dev.florin.notification;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(OtherServices.class)
class SystemQuarkusTest {
    private static final String PROCESSOR = "/internal/refunds/processor-status";
    private static final String PACKETS = "/internal/red-packets/stats";
    private static final String USERS = "/internal/users/count";
    private static final String READY = "/q/health/ready";

    private final Service service = Service.underTest();

    @BeforeEach
    void everybodyIsWell() {
        OtherServices.answer(PROCESSOR, 200, """
                {"processing":false,"last_run":"2024-11-16T07:30:00.000Z","refund_count":25,
                 "total_refunded":250000000000000,"total_by_currency":{"DOT":250000000000000},"news":1}""");
        OtherServices.answer(
                PACKETS,
                200,
                "{\"red_packets\":{\"total\":1000,\"active\":150,\"completed\":800},\"claims\":{\"total\":5000}}");
        OtherServices.answer(USERS, 200, "{\"count\":500}");
        OtherServices.answer(READY, 200, "{\"status\":\"UP\",\"checks\":[]}");
    }

    private ValidatableResponse get(String path) {
        return RestAssured.given()
                .baseUri(service.base().toString())
                .header("Authorization", "Bearer " + TestTokens.admin("admin"))
                .get(path)
                .then()
                .statusCode(200);
    }

    private static List<String> fields(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                .toList();
    }

    @Test
    void healthIsWhatTheSeedShows() {
        try (SocketClient client = service.notifications(Some.user())) {
            Eventually.holds(
                    "the connection is counted",
                    () -> get("/api/admin/system/health").extract().<Integer>path("active_connections") >= 1);
            client.hasNothingMore();
            JsonNode health =
                    Some.tree(get("/api/admin/system/health").extract().asString());
            assertEquals(
                    List.of(
                            "success",
                            "database",
                            "websocket",
                            "refund_processor",
                            "active_users",
                            "active_connections",
                            "unavailable",
                            "timestamp"),
                    fields(health));
            assertEquals("healthy", health.get("database").asText());
            assertEquals("healthy", health.get("websocket").asText());
            assertEquals(25, health.at("/refund_processor/refund_count").asInt());
            assertEquals(
                    "2024-11-16T07:30:00.000Z",
                    health.at("/refund_processor/last_run").asText());
            assertTrue(health.get("active_users").asInt() >= 1);
            assertTrue(health.get("unavailable").isEmpty());
        }
    }

    @Test
    void statsAreWhatTheSeedShows() {
        JsonNode stats = Some.tree(get("/api/admin/system/stats").extract().asString());
        assertEquals(
                List.of("success", "red_packets", "claims", "users", "websocket", "unavailable", "timestamp"),
                fields(stats));
        assertEquals(List.of("total", "active", "completed"), fields(stats.get("red_packets")));
        assertEquals(List.of("total"), fields(stats.get("claims")));
        assertEquals(List.of("total"), fields(stats.get("users")));
        assertEquals(List.of("active_users", "active_connections"), fields(stats.get("websocket")));
        get("/api/admin/system/stats")
                .body("success", equalTo(true))
                .body("red_packets.total", equalTo(1000))
                .body("red_packets.active", equalTo(150))
                .body("red_packets.completed", equalTo(800))
                .body("claims.total", equalTo(5000))
                .body("users.total", equalTo(500))
                .body("websocket.active_users", greaterThanOrEqualTo(0))
                .body("websocket.active_connections", greaterThanOrEqualTo(0))
                .body("unavailable", empty());
    }

    @Test
    void whoIsNotReadyIsNamed() {
        OtherServices.answer(READY, 503, "{\"status\":\"DOWN\",\"checks\":[]}");
        get("/api/admin/system/health")
                .body("refund_processor.refund_count", equalTo(25))
                .body("database", equalTo("healthy"))
                .body("unavailable", containsInAnyOrder("wallet-service", "escrow-service"));
    }

    @Test
    void theOthersAreAskedAsAService() {
        get("/api/admin/system/stats");
        assertTrue(OtherServices.authorization(USERS).startsWith("Bearer "));
        assertTrue(OtherServices.authorization(PACKETS).startsWith("Bearer "));
    }

    @Test
    void whoDoesNotAnswerIsNamedAndTheRestIsThere() {
        OtherServices.hang(PACKETS);
        get("/api/admin/system/stats")
                .body("success", equalTo(true))
                .body("red_packets", nullValue())
                .body("claims", nullValue())
                .body("users.total", equalTo(500))
                .body("unavailable", contains("escrow-service"));
        OtherServices.hang(PROCESSOR);
        get("/api/admin/system/health")
                .body("refund_processor", nullValue())
                .body("database", equalTo("healthy"))
                .body("unavailable", contains("refund-service"));
    }

    /** The figures of the others are shown as ever, and nobody waits for a connection to it to break. */
    @Test
    void aDatabaseThatDoesNotAnswerIsNamedToo() throws SQLException {
        try (var connection = FlorinTestResource.database().asSuperuser().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE connection IN ACCESS EXCLUSIVE MODE");
            get("/api/admin/system/stats")
                    .body("users.total", equalTo(500))
                    .body("websocket.active_users", nullValue())
                    .body("unavailable", contains("notification-service"));
            get("/api/admin/system/health")
                    .body("database", equalTo("unhealthy"))
                    .body("refund_processor.refund_count", equalTo(25))
                    .body("active_connections", nullValue());
            connection.rollback();
        }
        get("/api/admin/system/health").body("database", equalTo("healthy"));
    }

    @Test
    void severalThatDoNotAnswerAreWaitedForTogether() {
        OtherServices.hang(PACKETS);
        OtherServices.hang(USERS);
        // Each has three seconds: asked one after the other they would have six.
        Eventually.within(Duration.ofMillis(5700), () -> {
            long startNs = System.nanoTime();
            get("/api/admin/system/stats")
                    .body("unavailable", containsInAnyOrder("escrow-service", "wallet-service"))
                    .body("websocket.active_users", greaterThanOrEqualTo(0));
            return Eventually.since(startNs);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"count\":\"many\"}", "<html>"})
    void whatIsNotUnderstoodIsNoAnswer(String body) {
        OtherServices.answer(USERS, 200, body);
        get("/api/admin/system/stats").body("users", nullValue()).body("unavailable", contains("wallet-service"));
    }

    @Test
    void anErrorIsNoAnswerEither() {
        OtherServices.answer(USERS, 503, "{\"count\":1}");
        OtherServices.answer(PACKETS, 404, "{}");
        get("/api/admin/system/stats")
                .body("users", nullValue())
                .body("unavailable", containsInAnyOrder("wallet-service", "escrow-service"));
    }
}
