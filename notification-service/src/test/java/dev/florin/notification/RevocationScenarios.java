package dev.florin.notification;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import dev.florin.notification.feed.FakeWire;
import dev.florin.notification.feed.FeedSession;
import io.restassured.http.ContentType;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that are taken back, on whichever node they are shown, whichever broker there is. */
abstract class RevocationScenarios {
    /** What is promised, from the answer to the end of the sockets. */
    private static final Duration BOUND = Duration.ofSeconds(1);

    /** For a look itself, on a busy machine; the next one would come a second later. */
    private static final Duration LOOKING = Duration.ofMillis(900);

    private final Service first = Service.underTest();
    private Node second;

    /** Not where it is declared: the framework makes two instances of a test, and stops one. */
    @BeforeEach
    void start() {
        second = new Node(Duration.ofHours(1));
    }

    @AfterEach
    void stop() {
        second.stop();
    }

    private void revoke(String user) {
        first.asAdmin()
                .contentType(ContentType.JSON)
                .body("{\"reason\":\"stolen phone\"}")
                .post("/api/admin/users/" + user + "/revoke")
                .then()
                .statusCode(200);
    }

    private int status(String token, String credentials) {
        try (RawSocket socket = RawSocket.connect(first.socket("/api/ws/notifications" + credentials + token), 0)) {
            return socket.status();
        }
    }

    private static int restStatus(Service service, String token) {
        return given().baseUri(service.base().toString())
                .header("Authorization", "Bearer " + token)
                .get("/api/notifications")
                .statusCode();
    }

    @Test
    void endsTheSocketsOfAllNodesInTimeAndRefusesTheTokenEverywhere() {
        Eventually.within(BOUND, this::endsTheSocketsOfAllNodesAndRefusesTheTokenEverywhere);
    }

    private Duration endsTheSocketsOfAllNodesAndRefusesTheTokenEverywhere() {
        String user = Some.user();
        String token = TestTokens.user(user);
        String ticket = given().baseUri(first.base().toString())
                .header("Authorization", "Bearer " + token)
                .post("/api/ws/tickets")
                .path("ticket");
        try (SocketClient one = SocketClient.connect(first.notificationsUri(token, ""));
                SocketClient two = first.balance(user);
                SocketClient bystander = first.notifications(Some.user())) {
            one.next("connected");
            FakeWire elsewhere = second.connect(user);
            revoke(user);
            long answeredNs = System.nanoTime();
            assertEquals(3500, one.closeCode());
            assertEquals(3500, two.closeCode());
            // It does not look by itself: what ends there, ends because it was told.
            Eventually.holds("the other node's are closed", () -> elsewhere.closeCode() == 3500);
            Duration took = Eventually.since(answeredNs);
            assertEquals("token revoked", one.closeReason());
            assertEquals(401, status(token, "/"));
            assertEquals(401, status(ticket, "?ticket="));
            assertEquals(401, restStatus(first, token));
            bystander.hasNothingMore();
            return took;
        }
    }

    /** Its token was checked just before, and nobody looks again. */
    @Test
    void aConnectionThatOpensJustAfterEnds() {
        String user = Some.user();
        second.revocations.revoke(user, "admin", "stolen phone");
        FakeWire late = second.open(user, FeedSession.Wish.EVERYTHING);
        Eventually.holds("closed", () -> late.closeCode() == 3500);
        assertEquals(0, second.connect(Some.user()).closeCode());
    }

    @Test
    void aTokenMadeLaterIsGood() {
        String user = Some.user();
        revoke(user);
        revoke(user);
        String later =
                TestTokens.draft(user, "user").aged(Duration.ofSeconds(-2)).signed();
        assertEquals(101, status(later, "/"));
        assertEquals(200, restStatus(first, later));
        String earlier =
                TestTokens.draft(user, "user").aged(Duration.ofSeconds(30)).signed();
        try (SocketClient client = SocketClient.connect(first.notificationsUri(later, ""))) {
            client.next("connected");
            client.say("{\"type\":\"refresh\",\"token\":\"" + earlier + "\"}");
            assertEquals("token-revoked", client.next("error").get("code").asText());
            client.hasNothingMore();
        }
    }

    /** Here the first node, which has the service's own clockwork. */
    @Test
    void aNodeThatWasNotToldLooks() {
        Eventually.within(BOUND.plus(LOOKING), this::endsTheSocketsOfANodeThatWasNotTold);
    }

    private Duration endsTheSocketsOfANodeThatWasNotTold() throws SQLException {
        String user = Some.user();
        String token =
                TestTokens.draft(user, "user").aged(Duration.ofSeconds(5)).signed();
        try (SocketClient client = SocketClient.connect(first.notificationsUri(token, ""))) {
            client.next("connected");
            store(user);
            long storedNs = System.nanoTime();
            assertEquals(3500, client.closeCode());
            Duration took = Eventually.since(storedNs);
            assertEquals(401, status(token, "/"));
            return took;
        }
    }

    private static void store(String user) throws SQLException {
        try (var connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO revocation VALUES ('" + user
                    + "', now(), now() + interval '1 hour', 'admin', '', now())");
        }
    }

    @Test
    void whatIsNoUserIdIsRefused() {
        first.asAdmin()
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/api/admin/users/" + "x".repeat(129) + "/revoke")
                .then()
                .statusCode(400);
        first.asAdmin()
                .contentType(ContentType.JSON)
                .body("{\"reason\":\"" + "x".repeat(501) + "\"}")
                .post("/api/admin/users/x/revoke")
                .then()
                .statusCode(400);
        first.as(Some.user()).post("/api/admin/users/x/revoke").then().statusCode(403);
    }
}
