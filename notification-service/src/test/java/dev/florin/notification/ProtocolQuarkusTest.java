package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client may say, what it may not, and how it is told. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class ProtocolQuarkusTest {
    @Test
    void theDocumentOfTheSocketsIsServed() {
        String served = io.restassured.RestAssured.given()
                .baseUri(Service.underTest().base().toString())
                .get("/asyncapi.yaml")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertTrue(served.contains("asyncapi: 3.0.0") && served.contains("data_credit_added:"), served);
    }

    private final Service service = Service.underTest();

    private RawSocket raw(String user, String... headers) {
        return RawSocket.connect(service.notificationsUri(TestTokens.user(user), ""), 0, headers);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"type\":\"dance\"} | unknown-command",
                "{\"no\":\"type\"} | unknown-command",
                "not json | bad-json",
                "[1] | bad-json",
                "{\"type\":\"ping\"} trailing | bad-json",
                "{\"type\":\"subscribe\"} | invalid-command",
                "{\"type\":\"subscribe\",\"data\":{\"types\":[]}} | invalid-command",
                "{\"type\":\"subscribe\",\"data\":{\"types\":[\"No Type\"]}} | invalid-command",
                "{\"type\":\"ack\",\"seq\":-1} | invalid-command",
                "{\"type\":\"ack\",\"seq\":\"1\"} | invalid-command",
                "{\"type\":\"ack\",\"seq\":99} | invalid-seq",
                "{\"type\":\"resume\",\"since\":1.5} | invalid-command",
                "{\"type\":\"refresh\"} | invalid-command",
                "{\"type\":\"refresh\",\"token\":\"x\"} | unauthenticated",
            })
    void whatIsNotUnderstoodIsAnsweredAndTheConnectionStays(String said, String code) {
        try (SocketClient client = service.notifications(Some.user())) {
            client.say(said);
            assertEquals(code, client.next("error").get("code").asText());
            client.hasNothingMore();
        }
    }

    @Test
    void whoDoesNotStopIsShownOut() {
        try (SocketClient client = service.notifications(Some.user())) {
            for (int i = 0; i < 21; i++) {
                client.say("nonsense");
            }
            assertEquals(3502, client.closeCode());
        }
    }

    @Test
    void whoTalksTooMuchIsShownOut() {
        try (RawSocket client = raw(Some.user())) {
            for (int i = 0; i < 120; i++) {
                client.say("{\"type\":\"ping\"}");
            }
            assertEquals(3503, client.closeCode());
        }
    }

    @Test
    void tooBigAFrameIs1009() {
        try (RawSocket client = raw(Some.user())) {
            client.send(RawSocket.TEXT, new byte[20_000]);
            assertEquals(1009, client.closeCode());
        }
    }

    @Test
    void tooBigAMessageInSmallFramesIs1009() {
        try (RawSocket client = raw(Some.user())) {
            client.send(RawSocket.FIRST_TEXT, " ".repeat(16_000).getBytes(StandardCharsets.US_ASCII));
            client.send(
                    RawSocket.CONTINUATION | RawSocket.LAST, " ".repeat(1_000).getBytes(StandardCharsets.US_ASCII));
            assertEquals(1009, client.closeCode());
        }
    }

    @Test
    void aMessageMayComeInParts() {
        try (RawSocket client = raw(Some.user())) {
            client.receive();
            client.send(RawSocket.FIRST_TEXT, "{\"type\":".getBytes(StandardCharsets.US_ASCII));
            client.send(RawSocket.PING, new byte[] {7});
            client.send(RawSocket.CONTINUATION, new byte[0]);
            client.send(RawSocket.CONTINUATION | RawSocket.LAST, "\"ping\"}".getBytes(StandardCharsets.US_ASCII));
            assertEquals(0x8A, client.receive().head());
            assertTrue(client.receive().text().contains("\"pong\""));
        }
    }

    @Test
    void anEmptyMessageInPartsIsAMessage() {
        try (RawSocket client = raw(Some.user())) {
            client.receive();
            client.send(RawSocket.FIRST_TEXT, new byte[0]);
            client.send(RawSocket.CONTINUATION | RawSocket.LAST, new byte[0]);
            assertTrue(client.receive().text().contains("bad-json"));
        }
    }

    @Test
    void badUtf8Is1007() {
        try (RawSocket client = raw(Some.user())) {
            client.send(RawSocket.TEXT, new byte[] {'{', (byte) 0xC3, (byte) 0x28});
            assertEquals(1007, client.closeCode());
        }
    }

    @Test
    void badUtf8AcrossFramesIs1007() {
        try (RawSocket client = raw(Some.user())) {
            client.send(RawSocket.FIRST_TEXT, new byte[] {(byte) 0xC3});
            client.send(RawSocket.CONTINUATION | RawSocket.LAST, new byte[] {'x'});
            assertEquals(1007, client.closeCode());
        }
    }

    @Test
    void binaryIs1003() {
        try (SocketClient client = service.notifications(Some.user())) {
            client.sayBinary(new byte[] {1});
            assertEquals(1003, client.closeCode());
        }
    }

    @Test
    void anUnmaskedFrameIs1002() {
        try (RawSocket client = raw(Some.user())) {
            client.sendBytes(new byte[] {(byte) RawSocket.TEXT, 2, '{', '}'});
            assertEquals(1002, client.closeCode());
        }
    }

    @Test
    void aGoodbyeIsAnsweredAndTheConnectionEnds() {
        try (RawSocket client = raw(Some.user())) {
            client.receive();
            client.send(RawSocket.CLOSE, new byte[] {0x03, (byte) 0xE8});
            assertEquals(1000, client.closeCode());
            assertTrue(client.ends());
        }
    }

    @Test
    void compressionIsNotNegotiated() {
        try (RawSocket client = raw(Some.user(), "Sec-WebSocket-Extensions: permessage-deflate")) {
            assertEquals(101, client.status());
            assertFalse(client.answer().toLowerCase(java.util.Locale.ROOT).contains("extensions"));
        }
    }

    @Test
    void filtersByQueryAndByCommand() {
        String user = Some.user();
        try (SocketClient client = service.notifications(user, "?query=system_alert,%20transaction_finalized")) {
            service.tell(Some.payment(1, user), Some.alert("one", user));
            assertEquals(2, client.next("system_alert").get("seq").asLong());
            client.say("{\"type\":\"subscribe\",\"data\":{\"types\":[\"payment_received\"]}}");
            assertEquals(
                    "[\"payment_received\",\"system_alert\",\"transaction_finalized\"]",
                    client.next("subscribed").get("data").get("types").toString());
            service.tell(Some.payment(2, user));
            assertEquals(3, client.next("payment_received").get("seq").asLong());
            client.say("{\"type\":\"unsubscribe\",\"data\":{\"types\":[\"system_alert\"]}}");
            client.next("subscribed");
            service.tell(Some.alert("two", user), Some.payment(3, user));
            assertEquals(5, client.next("payment_received").get("seq").asLong());
            client.hasNothingMore();
        }
    }

    /** However they come: at once or one after the other. */
    @Test
    void aConnectionNamesSixtyFourTypes() {
        try (SocketClient client = service.notifications(Some.user())) {
            assertEquals(
                    "too-many-types",
                    client.say(subscribe(0, 65)).next("error").get("code").asText());
            client.say(subscribe(0, 63)).next("subscribed");
            assertEquals(
                    64,
                    client.say(subscribe(63, 64))
                            .next("subscribed")
                            .at("/data/types")
                            .size());
            assertEquals(
                    "too-many-types",
                    client.say(subscribe(64, 65)).next("error").get("code").asText());
            client.hasNothingMore();
        }
    }

    private static String subscribe(int from, int to) {
        return "{\"type\":\"subscribe\",\"data\":{\"types\":"
                + Some.json(IntStream.range(from, to).mapToObj(i -> "type_" + i).toList()) + "}}";
    }

    @Test
    void aCursorOfAnotherHistoryMeansStartOver() {
        String user = Some.user();
        service.tell(Some.payment(1, user));
        try (SocketClient client = service.notifications(user, "?since=7")) {
            JsonNode resync = client.next("resync");
            assertEquals("unknown-position", resync.get("reason").asText());
            assertEquals(1, resync.get("seq").asLong());
            service.tell(Some.payment(2, user));
            assertEquals(2, client.next("payment_received").get("seq").asLong());
        }
        try (SocketClient client = service.notifications(user, "?since=1&epoch=12345")) {
            assertEquals("epoch-changed", client.next("resync").get("reason").asText());
        }
        try (SocketClient client = service.notifications(user, "?since=junk")) {
            assertEquals("unknown-position", client.next("resync").get("reason").asText());
        }
    }

    @Test
    void aTokenIsTakenFromWhereverItMayBe() {
        String user = Some.user();
        String token = TestTokens.user(user);
        URI bare = service.socket("/api/ws/notifications");
        try (SocketClient client =
                SocketClient.connect(bare, SocketClient.builder().header("Authorization", "Bearer " + token))) {
            client.next("connected");
        }
        try (SocketClient client =
                SocketClient.connect(bare, SocketClient.builder().subprotocols("bearer-token-carrier", token))) {
            client.next("connected");
        }
        try (RawSocket client = RawSocket.connect(
                bare,
                0,
                "Sec-WebSocket-Protocol: bearer-token-carrier, quarkus-http-upgrade#Authorization#Bearer%20" + token)) {
            assertEquals(101, client.status());
            assertTrue(client.answer().toLowerCase(java.util.Locale.ROOT).contains("protocol: bearer-token-carrier"));
        }
    }

    @Test
    void aTicketOpensOneConnection() {
        String user = Some.user();
        String ticket = service.as(user)
                .post("/api/ws/tickets")
                .then()
                .statusCode(201)
                .extract()
                .path("ticket");
        URI uri = service.socket("/api/ws/notifications?ticket=" + ticket);
        try (SocketClient client = SocketClient.connect(uri)) {
            assertEquals(
                    user, client.next("connected").get("data").get("user_id").asText());
        }
        try (RawSocket second = RawSocket.connect(uri, 0)) {
            assertEquals(401, second.status());
        }
    }

    @Test
    void aTicketLastsThirtySeconds() throws SQLException {
        try (RawSocket client = RawSocket.connect(service.socket(ticketAged(Duration.ofSeconds(20))), 0)) {
            assertEquals(101, client.status());
        }
        try (RawSocket client = RawSocket.connect(service.socket(ticketAged(Duration.ofSeconds(30))), 0)) {
            assertEquals(401, client.status());
        }
    }

    /** @return the path to connect to with a ticket that was given out so long ago */
    private String ticketAged(Duration age) throws SQLException {
        String user = Some.user();
        String ticket = service.as(user).post("/api/ws/tickets").path("ticket");
        try (var connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.prepareStatement(
                        "UPDATE ticket SET expires_at = expires_at - ? * interval '1 second' WHERE user_id = ?")) {
            statement.setLong(1, age.toSeconds());
            statement.setString(2, user);
            assertEquals(1, statement.executeUpdate());
        }
        return "/api/ws/notifications?ticket=" + ticket;
    }

    @Test
    void anExpiredTokenIsRefusedAndNotRepeatedBack() {
        String token =
                TestTokens.draft("x", "user").lasting(Duration.ofSeconds(-1)).signed();
        try (RawSocket client = RawSocket.connect(service.notificationsUri(token, ""), 0)) {
            assertEquals(401, client.status());
            String body = client.body();
            assertTrue(body.contains("\"code\":\"token-expired\""), body);
            assertFalse(body.contains(token));
        }
    }

    @Test
    void aPageInABrowserSeesWhyItWasRefused() {
        URI uri = service.notificationsUri("nonsense", "");
        try (RawSocket page = RawSocket.connect(uri, 0, "Origin: http://localhost:3000")) {
            assertEquals(101, page.status());
            assertEquals(3500, page.closeCode());
        }
        URI noUser = service.notificationsUri(TestTokens.service("wallet-service"), "");
        try (RawSocket page = RawSocket.connect(noUser, 0, "Origin: http://localhost:3000")) {
            assertEquals(101, page.status());
            assertEquals(3501, page.closeCode());
        }
    }

    @Test
    void aForeignPageIsRefused() {
        try (RawSocket page = raw(Some.user(), "Origin: https://evil.example")) {
            assertEquals(403, page.status());
        }
    }

    @Test
    void aServiceHasNoSocket() {
        try (RawSocket client =
                RawSocket.connect(service.notificationsUri(TestTokens.service("wallet-service"), ""), 0)) {
            assertEquals(403, client.status());
        }
    }

    @Test
    void aRefreshTakesATokenOfTheSameUserOnly() {
        String user = Some.user();
        try (SocketClient client = service.notifications(user)) {
            client.say("{\"type\":\"refresh\",\"token\":\"" + TestTokens.user(user) + "\"}");
            client.next("refreshed");
            client.say("{\"type\":\"refresh\",\"token\":\"" + TestTokens.user(Some.user()) + "\"}");
            assertEquals("forbidden", client.next("error").get("code").asText());
        }
    }

    @Test
    void anythingKeepsABalanceSocketAlive() {
        String user = Some.user();
        try (SocketClient client = service.balance(user)) {
            client.say("whatever").say("{}").say("{\"type\":\"ping\"}");
            service.tell(Some.payment(1, user), Some.balance("wallet", 1, "5.00", user));
            client.next("balance_update");
        }
    }

    @Test
    void metricsAndAnswersDoNotTellTokens() {
        String token = TestTokens.user(Some.user());
        try (SocketClient client = SocketClient.connect(service.notificationsUri(token, ""))) {
            client.next("connected");
        }
        String metrics = service.as("x").get("/q/metrics").asString();
        assertTrue(metrics.contains("ws_connections"), "ws_connections");
        assertTrue(metrics.contains("ws_frames_total{dialect=\"notifications\",direction=\"out\""), "ws_frames_total");
        assertFalse(metrics.contains(token), "token");
    }
}
