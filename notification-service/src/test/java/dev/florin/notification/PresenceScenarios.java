package dev.florin.notification;

import static org.hamcrest.Matchers.contains;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.notification.feed.FakeWire;
import dev.florin.notification.feed.PassingService;
import dev.florin.notification.presence.PresenceConfig;
import dev.florin.notification.presence.PresenceService;
import dev.florin.notification.presence.TestPresence;
import dev.florin.notification.presence.Watchers;
import dev.florin.notification.socket.ConnectionsService;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What contacts see of each other across nodes, whichever broker there is. */
abstract class PresenceScenarios {
    final Service service = Service.underTest();
    final People people = new People(service);
    final String alice = Some.user();
    final String bob = Some.user();
    private Node second;

    @Inject
    ConnectionsService connections;

    @Inject
    PresenceService presence;

    @Inject
    Watchers watchers;

    @Inject
    PresenceConfig config;

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

    JsonNode nextPresence(SocketClient client) {
        return client.next("presence");
    }

    void sees(SocketClient client, String user, String status) {
        JsonNode frame = nextPresence(client);
        assertEquals(
                "{\"type\":\"presence\",\"timestamp\":\"TIME\",\"data\":{\"user_id\":\"USER\",\"status\":\"" + status
                        + "\",\"last_seen\":\"TIME\"},\"id\":\"ID\"}",
                Some.outline(frame));
        assertEquals(user, frame.at("/data/user_id").asText());
    }

    /** That they are offline may still be on its way from when they were befriended. */
    private static void hasSeen(FakeWire wire, String user, String... statuses) {
        Eventually.equal(
                List.of(statuses),
                () -> wire.written.stream()
                        .map(Some::tree)
                        .filter(frame -> frame.at("/data/user_id").asText().equals(user))
                        .filter(frame -> frame.get("type").asText().equals("presence"))
                        .map(frame -> frame.at("/data/status").asText())
                        .dropWhile("offline"::equals)
                        .toList());
    }

    /** Connected, and not interested in where others are. */
    SocketClient quiet(String user) {
        return service.notifications(user, "?query=chat_message");
    }

    @Test
    void whoComesAndGoesHereIsSeenOnAnotherNode() {
        people.befriend(alice, bob);
        FakeWire watching = second.connect(alice);
        Node.awaitHearing(passing, alice, watching);
        try (SocketClient his = quiet(bob)) {
            hasSeen(watching, bob, "online");
            his.say("{\"type\":\"presence\",\"data\":{\"status\":\"away\"}}").hasNothingMore();
            hasSeen(watching, bob, "online", "away");
        }
        hasSeen(watching, bob, "online", "away", "offline");
    }

    @Test
    void aUserIsThereWhileOneNodeHasADevice() {
        people.befriend(alice, bob);
        PresenceService there =
                TestPresence.of(second.database, connections, watchers, second.passing, config, second.threads);
        FakeWire elsewhere = second.connect(alice);
        Node.awaitHearing(passing, alice, elsewhere);
        try (SocketClient watching = service.notifications(alice, "?query=presence")) {
            second.connect(bob);
            secondWrites(there);
            sees(watching, bob, "online");
            hasSeen(elsewhere, bob, "online");
            try (SocketClient laptop = quiet(bob)) {
                Eventually.holds("both are known", () -> connections.of(bob).size() == 2);
                laptop.hasNothingMore();
                second.disconnect(bob);
                secondWrites(there);
                Eventually.holds("one is left", () -> connections.of(bob).size() == 1);
                people.get(alice, "/api/contacts").body("contacts.status", contains("online"));
            }
            sees(watching, bob, "offline");
            hasSeen(elsewhere, bob, "online", "offline");
            watching.hasNothingMore();
        }
    }

    /** Writes down who is connected to the second node, and looks at whom that concerns. */
    private void secondWrites(PresenceService there) {
        second.registry.changed.clear();
        second.registry.write();
        second.registry.changed.forEach(users -> TestPresence.changed(there, users));
    }

    /** A change that nobody was told of is no change yet. */
    @Test
    void whatCannotBeToldIsToldWithTheNextTry() {
        people.befriend(alice, bob);
        AtomicBoolean fails = new AtomicBoolean(true);
        AtomicInteger failed = new AtomicInteger();
        PresenceService there = TestPresence.of(
                second.database,
                connections,
                users -> {
                    if (fails.get()) {
                        failed.incrementAndGet();
                        throw new DatabaseException(new SQLException("no contacts today"));
                    }
                    return watchers.of(users);
                },
                second.passing,
                config,
                second.threads);
        FakeWire elsewhere = second.connect(alice);
        Node.awaitHearing(passing, alice, elsewhere);
        second.connect(bob);
        secondWrites(there);
        Eventually.holds("it was tried", () -> failed.get() > 0);
        fails.set(false);
        Eventually.holds("alice is told", () -> {
            TestPresence.changed(there, Set.of(bob));
            return elsewhere.written.stream().anyMatch(frame -> frame.contains("\"online\""));
        });
        hasSeen(elsewhere, bob, "online");
    }

    @Test
    void theUsersOfANodeThatDiesAreGoneAfterTheTimeToComeBack() throws SQLException {
        people.befriend(alice, bob);
        try (SocketClient watching = service.notifications(alice)) {
            try (SocketClient here = quiet(bob)) {
                sees(watching, bob, "online");
                second.connect(bob);
                second.registry.write();
                here.hasNothingMore();
            }
            Eventually.holds(
                    "only the other node has him",
                    () -> connections.of(bob).stream()
                            .map(connection -> connection.node())
                            .toList()
                            .equals(List.of(second.broker.node())));
            people.get(alice, "/api/contacts").body("contacts.status", contains("online"));
            kill(second);
            sees(watching, bob, "offline");
        }
    }

    /** It is not heard of any more. */
    private static void kill(Node node) throws SQLException {
        execute("UPDATE node SET seen_at = now() - interval '1 minute' WHERE id = '" + node.broker.node() + "'");
    }

    static void execute(String sql) throws SQLException {
        try (var connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
