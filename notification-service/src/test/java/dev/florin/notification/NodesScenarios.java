package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import dev.florin.notification.feed.FakeWire;
import dev.florin.notification.feed.NodeMessage;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.PassingService;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.TestBroker;
import dev.florin.notification.inbox.TestInbox;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two nodes on one database: the service under test, and a second core in the same process, whichever broker there is.
 */
abstract class NodesScenarios {
    private static final Duration SELDOM = Duration.ofHours(1);

    private final Service first = Service.underTest();
    private Node second;

    @Inject
    PassingService passing;

    /** Not where it is declared: the framework makes two instances of a test, and stops one. */
    @BeforeEach
    void start() {
        second = new Node(SELDOM);
    }

    @AfterEach
    void stop() {
        second.stop();
    }

    @Test
    void whatOneNodeTakesInReachesTheSocketsOfTheOther() {
        String user = Some.user();
        try (SocketClient client = first.notifications(user)) {
            FakeWire wire = second.connect(user);
            for (int round = 0; round < 5; round++) {
                TestInbox.tell(second.inbox, Some.payment(round, user), Some.payment(100 + round, user));
                first.tell(Some.payment(200 + round, user), Some.balance("w-" + user, round, "1.00", user));
            }
            List<JsonNode> frames = client.next(20);
            assertEquals(
                    IntStream.rangeClosed(1, 15).mapToObj(Long::valueOf).toList(),
                    FeedQuarkusTest.seqs(
                            frames.stream().filter(frame -> frame.has("seq")).toList()));
            Eventually.holds("the other node has all payments", () -> payments(wire) == 15);
        }
    }

    private static long payments(FakeWire wire) {
        return wire.written.stream()
                .filter(text -> text.contains("payment_received"))
                .count();
    }

    @Test
    void anAnnouncementIsForTheSocketsOfAllNodes() {
        String user = Some.user();
        try (SocketClient client = first.notifications(user)) {
            FakeWire wire = second.connect(user);
            EventEnvelope one = Some.alert("one");
            EventEnvelope two = Some.alert("two");
            TestInbox.tell(second.inbox, one);
            first.tell(two);
            assertEquals(one.id(), client.next("system_alert").get("id").asText());
            assertEquals(two.id(), client.next("system_alert").get("id").asText());
            Eventually.holds("the other node has both", () -> wire.written.size() == 3);
        }
    }

    /** The other node has the user's connection and does not look who comes: it is told by the one that does. */
    @Test
    void whatWasSaidToARoleReachesWhoComesWithItOnAllNodes() throws SQLException {
        String operator = Some.user();
        FakeWire wire = second.connect(operator);
        String message = "for operators " + UUID.randomUUID();
        RestAssured.given()
                .baseUri(first.base().toString())
                .header("Authorization", "Bearer " + TestTokens.admin("root"))
                .contentType("application/json")
                .body("{\"type\":\"system_alert\",\"data\":{\"message\":\"%s\"},\"role\":\"admin\"}".formatted(message))
                .post("/api/admin/websocket/broadcast")
                .then()
                .statusCode(200);
        try (SocketClient client = SocketClient.connect(
                        first.notificationsUri(TestTokens.admin(operator), "?query=system_alert"));
                var connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.createStatement()) {
            client.next("connected");
            assertEquals(
                    message, client.next("system_alert").at("/data/message").asText());
            Eventually.holds(
                    "the other node has it", () -> wire.written.stream().anyMatch(text -> text.contains(message)));
            statement.execute("DELETE FROM broadcast WHERE audience ->> 'role' IS NOT NULL");
        }
        assertEquals(
                1, wire.written.stream().filter(text -> text.contains(message)).count());
    }

    @Test
    void whatPassesReachesTheSocketsOfAllNodesInOrder() {
        String user = Some.user();
        String text = "é".repeat(10_000);
        try (SocketClient client = first.notifications(user)) {
            FakeWire wire = second.connect(user);
            Node.awaitHearing(passing, user, wire);
            for (int n = 0; n < 20; n++) {
                passing.pass(List.of(user, Some.user()), passing(n, text));
            }
            for (int n = 0; n < 20; n++) {
                JsonNode frame = client.next();
                while (frame.get("type").asText().equals("presence")) {
                    frame = client.next();
                }
                assertEquals(typing(n, text), frame.get("data").toString());
                assertFalse(frame.has("seq"));
            }
            Eventually.holds("the other node has all", () -> typed(wire).size() == 20);
            for (int n = 0; n < 20; n++) {
                assertEquals(typing(n, text), typed(wire).get(n));
            }
        }
    }

    @Test
    void whatANodeCouldNotSayIsMadeGoodOnceItSaysSo() {
        String user = Some.user();
        EventEnvelope payment = Some.payment(1, user);
        try (SocketClient client = first.notifications(user)) {
            FakeWire wire = second.connect(user);
            Node.awaitHearing(passing, user, wire);
            first.tell(payment);
            TestInbox.mark(second.database, TestBroker.unheard(second.feed), user, payment.id(), "read");
            second.broker.send(new NodeMessage.Unheard(second.broker.node()));
            JsonNode frame = client.next();
            while (!frame.get("type").asText().equals("notification_state")) {
                frame = client.next();
            }
            assertEquals(0, frame.at("/data/unread_count").asInt());
            assertEquals(1, frame.at("/data/version").asInt());
        }
    }

    /** Keeps the service under test from hearing other nodes; what they say meanwhile it misses. */
    abstract void withoutHearingOthers(Runnable meanwhile) throws SQLException;

    @Test
    void whatPassedUnheardIsMadeGood() throws SQLException {
        String user = Some.user();
        String friend = Some.user();
        new People(first).befriend(user, friend);
        EventEnvelope payment = Some.payment(1, user);
        try (SocketClient client = first.notifications(user)) {
            first.tell(payment);
            assertEquals(payment.id(), client.next("payment_received").get("id").asText());
            first.as(user)
                    .post("/api/notifications/" + payment.id() + "/read")
                    .then()
                    .statusCode(200);
            assertEquals(
                    0,
                    client.next("notification_state").at("/data/unread_count").asInt());

            withoutHearingOthers(() -> {
                PassingService unheard = TestBroker.unheard(second.feed);
                TestInbox.mark(second.database, unheard, user, payment.id(), "unread");
                second.database.update(
                        "INSERT INTO presence (user_id, status, last_seen) VALUES (?, 'online', now())",
                        statement -> statement.setString(1, friend));
            });

            JsonNode count = null;
            JsonNode presence = null;
            while (count == null || presence == null) {
                JsonNode frame = client.next();
                switch (frame.get("type").asText()) {
                    // An older count may come before: of a moment at which the connection was new to its node.
                    case "notification_state" ->
                        count = frame.at("/data/version").asInt() == 2 ? frame.get("data") : count;
                    case "presence" -> presence = frame.get("data");
                    default -> throw new AssertionError(frame);
                }
            }
            assertEquals(1, count.get("unread_count").asInt());
            assertFalse(count.has("ids"), count.toString());
            assertEquals(friend, presence.get("user_id").asText());
            assertEquals("online", presence.get("status").asText());
        }
    }

    /** What passed the other node, but for the probes. */
    private static List<String> typed(FakeWire wire) {
        return wire.written.stream()
                .map(Some::tree)
                .filter(frame -> frame.get("type").asText().equals("typing"))
                .map(frame -> frame.get("data").toString())
                .toList();
    }

    /** Room after room, so that the order is seen. */
    private static String typing(int n, String user) {
        return "{\"room_id\":\"" + new UUID(0, n) + "\",\"user_id\":\"" + user + "\",\"typing\":true}";
    }

    static Notice passing(int n, String text) {
        return new Notice("passing-" + n, "typing", Some.NOON, typing(n, text), new Place.Passing(null), Some.NOON);
    }

    @Test
    void aLostHintIsFoundWithinFiveSeconds() {
        Eventually.within(Duration.ofSeconds(5), this::aLostHintIsFound);
    }

    private Duration aLostHintIsFound() throws SQLException {
        String user = Some.user();
        try (SocketClient client = first.notifications(user)) {
            client.hasNothingMore();
            silently(user);
            long startNs = System.nanoTime();
            client.next("payment_received");
            return Eventually.since(startNs);
        }
    }

    /** Commits as a node that dies before anybody hears of it. */
    private static void silently(String user) throws SQLException {
        try (var connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // Who has just come may be known already.
            statement.execute("INSERT INTO feed (user_id, last_seq, revision) VALUES ('" + user
                    + "', 1, 1) ON CONFLICT (user_id) DO UPDATE SET last_seq = 1, revision = 1");
            statement.execute("""
                    INSERT INTO notification (user_id, seq, event_id, type, priority, data, event_time)
                    VALUES ('%s', 1, 'lost-%s', 'payment_received', 'normal',
                            '{"transfer_id":"t","sender_id":"s","recipient_id":"r","amount":1,"currency":"USD"}', now())""".formatted(user, user));
            connection.commit();
        }
    }

    @Test
    void whatRetentionCutIsSaid() {
        String user = Some.user();
        first.tell(Some.payment(1, user), Some.payment(2, user));
        TestInbox.forget(second.database, Instant.now().plusSeconds(60));
        first.tell(Some.payment(3, user));
        try (SocketClient client = first.notifications(user, "?since=1")) {
            assertEquals("history-cut", client.next("resync").get("reason").asText());
        }
        try (SocketClient client = first.notifications(user, "?since=2")) {
            assertEquals(3, client.next("payment_received").get("seq").asLong());
        }
    }

    @Test
    void anAcknowledgementIsForgottenWithTheLastThatItReaches() throws SQLException {
        String user = Some.user();
        first.tell(Some.payment(1, user), Some.payment(2, user));
        try (var connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("INSERT INTO acknowledgement (user_id, seq, acked_at)" + " SELECT '" + user
                    + "', seq, now() FROM generate_series(1, 3) AS seq");
            TestInbox.forget(second.database, Instant.now().plusSeconds(60));
            var left = statement.executeQuery("SELECT seq FROM acknowledgement WHERE user_id = '" + user + "'");
            assertTrue(left.next());
            assertEquals(3, left.getLong(1));
            assertFalse(left.next());
        }
    }
}
