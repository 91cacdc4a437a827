package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.json.Json;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.notification.feed.FakeWire;
import dev.florin.notification.feed.NodeMessage;
import dev.florin.notification.feed.PassingService;
import dev.florin.notification.socket.ConnectionsService;
import dev.florin.notification.socket.OpenConnection;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every connection is known on every node, and no user has too many on all of them together, whichever broker there is.
 */
abstract class ConnectionsScenarios {
    private final Service first = Service.underTest();
    private Node second;

    @Inject
    ConnectionsService connections;

    @Inject
    PassingService passing;

    /** Not where it is declared: the framework makes two instances of a test, and stops one. */
    @BeforeEach
    void start() {
        second = new Node(Duration.ofHours(1));
    }

    @AfterEach
    void stop() {
        second.stop();
    }

    private void areOpen(String user, int count) {
        Eventually.holds(count + " are open", () -> connections.of(user).size() == count);
    }

    @Test
    void aConnectionIsListedUntilItEnds() {
        String user = Some.user();
        try (SocketClient client = first.notifications(user);
                SocketClient _ = first.balance(user)) {
            areOpen(user, 2);
            first.tell(Some.payment(1, user));
            client.next("payment_received");
            OpenConnection listed = connections.of(user).getFirst();
            assertEquals("notifications", listed.dialect());
            assertEquals("127.0.0.1", listed.address());
            assertEquals(Set.of("user"), listed.roles());
            assertEquals(2, listed.messages());
            assertEquals("balance", connections.of(user).getLast().dialect());
        }
        areOpen(user, 0);
    }

    @Test
    void theConnectionsOfBothNodesAreListed() {
        String user = Some.user();
        String other = Some.user();
        try (SocketClient _ = first.notifications(user)) {
            IntStream.range(0, 7).forEach(_ -> second.connect(user));
            second.connect(other);
            second.registry.write();
            areOpen(user, 8);
            List<OpenConnection> listed = connections.of(user);
            assertNotEquals(listed.getFirst().node(), listed.getLast().node());
            assertEquals(Set.of(user, other), connections.connected(List.of(user, other, Some.user())));
            assertTrue(connections.counts().connections() >= 9);
            assertTrue(connections.counts().users() >= 2);
            List<OpenConnection> paged = new ArrayList<>(connections.page(ConnectionsService.START, 5));
            for (List<OpenConnection> page = paged; !page.isEmpty(); ) {
                page = connections.page(page.getLast().id(), 5);
                paged.addAll(page);
            }
            assertEquals(
                    listed,
                    paged.stream().filter(one -> one.userId().equals(user)).toList());
            assertEquals(
                    Set.of(user, other),
                    Set.copyOf(second.registry.changed.stream()
                            .flatMap(Set::stream)
                            .toList()));
        }
    }

    @Test
    void aNodeThatIsGoneTakesItsConnectionsAlong() throws SQLException {
        String user = Some.user();
        second.connect(user);
        second.registry.write();
        areOpen(user, 1);
        execute("UPDATE node SET seen_at = now() - interval '11 seconds' WHERE id = '" + second.broker.node() + "'");
        areOpen(user, 0);
        second.registry.beat();
        second.registry.write();
        areOpen(user, 1);
    }

    @Test
    void whatADatabaseLostIsWrittenAgain() throws SQLException {
        String user = Some.user();
        try (SocketClient _ = first.notifications(user)) {
            areOpen(user, 1);
            execute("TRUNCATE node, connection");
            areOpen(user, 1);
        }
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void theOldestConnectionOnAnyNodeGoesWhenAUserHasTooMany() {
        String user = Some.user();
        FakeWire oldest = second.connect(user);
        List<FakeWire> later =
                Stream.generate(() -> second.connect(user)).limit(9).toList();
        second.registry.write();
        List<SocketClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                clients.add(first.notifications(user));
            }
            areOpen(user, 20);
            assertEquals(0, oldest.closeCode());
            clients.add(first.notifications(user));
            Eventually.holds("the oldest was told", () -> oldest.closeCode() == 3504);
            FakeWire newest = second.connect(user);
            second.registry.write();
            Eventually.holds("the next was told", () -> later.getFirst().closeCode() == 3504);
            assertEquals(0, newest.closeCode());
            for (int i = 0; i < 9; i++) {
                second.connect(user);
                second.registry.write();
            }
            assertEquals(3504, clients.getFirst().closeCode());
            clients.getLast().hasNothingMore();
        } finally {
            clients.forEach(SocketClient::close);
        }
    }

    /** A broker that is away, or a node that does not hear it, loses no order to end a connection. */
    @Test
    void aNodeThatHearsNobodyEndsAConnectionWithItsNextHeartbeat() throws SQLException {
        String user = Some.user();
        FakeWire elsewhere = second.connect(user);
        second.registry.write();
        areOpen(user, 1);
        second.deafen();
        JsonNode listed = json("/api/admin/websocket/connections?limit=500");
        end(listed.get("connections")
                .valueStream()
                .filter(one -> one.get("user_id").asText().equals(user))
                .findFirst()
                .orElseThrow());
        assertEquals(0, elsewhere.closeCode());
        second.registry.beat();
        Eventually.holds("it is closed", () -> elsewhere.closeCode() == 3505);
        second.registry.write();
        areOpen(user, 0);
        try (SocketClient client = first.notifications(user)) {
            areOpen(user, 1);
            execute("UPDATE connection SET ending = 'CONNECTION_LIMIT' WHERE user_id = '" + user + "'");
            assertEquals(3504, client.closeCode());
        }
        areOpen(user, 0);
        try (SocketClient client = first.notifications(user)) {
            areOpen(user, 1);
            execute("UPDATE connection SET ending = 'A_REASON_TO_COME' WHERE user_id = '" + user + "'");
            assertEquals(3505, client.closeCode());
        }
    }

    @Test
    void operatorsSeeEveryConnectionAndEndTheOneTheyName() {
        String user = Some.user();
        try (SocketClient client = first.notifications(user);
                SocketClient stays = first.notifications(user)) {
            FakeWire elsewhere = second.connect(user);
            second.registry.write();
            areOpen(user, 3);
            JsonNode status = json("/api/admin/websocket/status");
            assertTrue(status.get("success").asBoolean());
            assertTrue(status.get("active_users").asLong() >= 1);
            assertTrue(status.get("active_connections").asLong() >= 3);
            List<JsonNode> listed = new ArrayList<>();
            JsonNode page = json("/api/admin/websocket/connections?limit=2");
            assertEquals(2, page.get("connections").size());
            assertTrue(page.get("total_connections").asLong() >= 3);
            page.get("connections").forEach(listed::add);
            while (page.has("next_cursor")) {
                page = json("/api/admin/websocket/connections?limit=2&cursor="
                        + page.get("next_cursor").asText());
                page.get("connections").forEach(listed::add);
            }
            List<JsonNode> own = listed.stream()
                    .filter(one -> one.get("user_id").asText().equals(user))
                    .toList();
            assertEquals(3, own.size());
            assertEquals(1, own.getFirst().get("message_count").asLong());
            end(own.getFirst());
            assertEquals(3505, client.closeCode());
            end(own.getLast());
            Eventually.holds("the other node's is closed", () -> elsewhere.closeCode() == 3505);
            stays.hasNothingMore();
            areOpen(user, 2);
            first.asAdmin()
                    .delete("/api/admin/websocket/connections/" + UUID.randomUUID())
                    .then()
                    .statusCode(404);
        }
    }

    private void end(JsonNode connection) {
        first.asAdmin()
                .delete("/api/admin/websocket/connections/"
                        + connection.get("connection_id").asText())
                .then()
                .statusCode(200);
    }

    private JsonNode json(String path) {
        try {
            return Json.mapper()
                    .readTree(first.asAdmin()
                            .get(path)
                            .then()
                            .statusCode(200)
                            .extract()
                            .asString());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatAUserSaysOnOneNodeCountsOnTheOther() {
        String user = Some.user();
        Queue<Integer> heard = new ConcurrentLinkedQueue<>();
        second.neighbours.on(
                NodeMessage.Spent.class, spent -> heard.add(spent.messages().getOrDefault(user, 0)));
        FakeWire elsewhere = second.connect(user);
        Node.awaitHearing(passing, user, elsewhere);
        try (SocketClient client = first.notifications(user)) {
            for (int i = 0; i < 50; i++) {
                client.say("{\"type\":\"ping\"}");
            }
            client.next(50);
            Eventually.holds(
                    "the other node has heard of it",
                    () -> heard.stream().mapToInt(count -> count).sum() > 0);
            second.broker.send(new NodeMessage.Spent(second.broker.node(), Map.of(user, 1000)));
            Eventually.holds(
                    "the user is too loud",
                    () -> client.say("{\"type\":\"ping\"}")
                            .next()
                            .path("code")
                            .asText()
                            .equals("rate-limited"));
        }
    }
}
