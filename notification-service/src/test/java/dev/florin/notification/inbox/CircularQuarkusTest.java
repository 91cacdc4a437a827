package dev.florin.notification.inbox;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.database.Database;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.MovableClock;
import dev.florin.common.test.TestTokens;
import dev.florin.common.trace.Traces;
import dev.florin.notification.Outside;
import dev.florin.notification.People;
import dev.florin.notification.Service;
import dev.florin.notification.SocketClient;
import dev.florin.notification.Some;
import dev.florin.notification.channel.Browser;
import dev.florin.notification.feed.FeedMeters;
import dev.florin.notification.socket.ConnectionsService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Critical messages to everyone: each user has one of their own, once, whenever and wherever it is brought there. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(Outside.class)
@QuarkusTestResource(value = CircularQuarkusTest.ByHand.class, restrictToAnnotatedClass = true)
class CircularQuarkusTest {
    private static final int STEP = 2;

    private final Service service = Service.underTest();
    private final People people = new People(service);
    private final Database database = new Database(FlorinTestResource.database().asApplication());
    private final String message = "stop using your cards " + UUID.randomUUID();
    private final String alice = Some.user();
    private final String bob = Some.user();

    @Inject
    InboxService inbox;

    @Inject
    PublishingService publishing;

    @Inject
    FeedMeters meters;

    @Inject
    CircularJob job;

    @Inject
    EscalationConfig escalationConfig;

    @Inject
    InboxConfig inboxConfig;

    @Inject
    EscalationSink channels;

    @Inject
    ConnectionsService connections;

    /** Nothing happens but what a test does. */
    public static final class ByHand implements QuarkusTestResourceLifecycleManager {
        @Override
        public Map<String, String> start() {
            return Map.of("florin.inbox.circular-every", "1h");
        }

        @Override
        public void stop() {}
    }

    /** Whoever comes within a day would be told, in other tests too. */
    @AfterEach
    void withdraw() {
        database.update("DELETE FROM circular", Database.Binder.NOTHING);
    }

    private ValidatableResponse say(String key) {
        return given().baseUri(service.base().toString())
                .header("Authorization", "Bearer " + TestTokens.admin("root"))
                .header("Idempotency-Key", key)
                .contentType("application/json")
                .body(Some.json(
                        Map.of("type", "system_alert", "data", Map.of("message", message, "severity", "critical"))))
                .post("/api/admin/websocket/broadcast")
                .then()
                .statusCode(200);
    }

    private void say() {
        say(UUID.randomUUID().toString());
    }

    /** Where in the user's stream it stands, each time that it does. */
    private List<Integer> seqs(String user) {
        return service.as(user).get("/api/notifications?priority=critical").path("notifications.seq");
    }

    @Test
    void whoWasAwayFindsItInTheInboxAndIsReachedOtherwise() {
        service.tell(Some.payment(1, alice));
        service.as(alice)
                .contentType("application/json")
                .body(Browser.fresh().subscription(Outside.endpoint(alice)))
                .post("/api/notifications/push-subscriptions")
                .then()
                .statusCode(201);
        service.as(alice)
                .contentType("application/json")
                .body("{\"email\":\"" + alice + "@example.org\",\"channels\":{\"system_alert\":[]}}")
                .put("/api/notifications/preferences")
                .then()
                .statusCode(200);
        say();
        job.circulate();
        assertEquals(List.of(2), seqs(alice));
        escalate(Duration.ofSeconds(61));
        assertEquals(List.of("push"), escalated(alice));
        escalate(Duration.ofMinutes(6));
        assertEquals(List.of("email", "push"), escalated(alice));
    }

    private void escalate(Duration later) {
        new EscalationJob(
                        new EscalationStore(database),
                        escalationConfig,
                        inboxConfig,
                        Optional.of(channels),
                        new MovableClock(Instant.now().plus(later)))
                .escalate();
    }

    private List<String> escalated(String user) {
        return database.list(
                "SELECT channel FROM delivery WHERE user_id = ? AND escalated ORDER BY channel",
                statement -> statement.setString(1, user),
                row -> row.getString(1));
    }

    @Test
    void eachClientOfWhoIsConnectedGetsOneFrameOfTheStream() {
        service.tell(Some.payment(1, alice));
        try (SocketClient phone = service.notifications(alice);
                SocketClient desk = service.notifications(alice)) {
            Eventually.holds("both are known", () -> connections.of(alice).size() == 2);
            say();
            job.circulate();
            for (SocketClient client : List.of(phone, desk)) {
                JsonNode frame = client.next("system_alert");
                assertEquals(2, frame.get("seq").asInt());
                assertEquals(message, frame.at("/data/message").asText());
            }
            job.circulate();
            phone.hasNothingMore();
            desk.hasNothingMore();
            phone.say("{\"type\":\"ack\",\"seq\":2}");
            Eventually.holds("it is acknowledged", () -> acked(alice) == 2);
        }
        assertEquals(List.of(2), seqs(alice));
        escalate(Duration.ofMinutes(6));
        assertEquals(
                List.of(),
                database.list(
                        "SELECT channel FROM escalation WHERE user_id = ?",
                        statement -> statement.setString(1, alice),
                        row -> row.getString(1)));
        try (SocketClient again = service.notifications(alice, "?since=2")) {
            again.hasNothingMore();
        }
    }

    private long acked(String user) {
        return database.first(
                        "SELECT max(seq) FROM acknowledgement WHERE user_id = ?",
                        statement -> statement.setString(1, user),
                        row -> row.getLong(1))
                .orElse(0L);
    }

    @Test
    void whatACrashCutsShortIsFinished() {
        List<String> known = Stream.generate(Some::user).limit(STEP * 3 + 1).toList();
        service.tell(Some.payment(1, known.toArray(String[]::new)));
        say();
        InboxService dying = inbox((_, _, _) -> {
            throw new SQLException("killed");
        });
        assertThrows(DatabaseException.class, () -> {
            while (dying.circulate(STEP)) {
                // Those who are connected, if any, have it; the first step beyond them dies before it is committed.
            }
        });
        assertTrue(inbox.circulate(STEP));
        long some = known.stream().filter(user -> !seqs(user).isEmpty()).count();
        assertTrue(some < known.size(), "only a part has it");
        job.circulate();
        known.forEach(user -> assertEquals(List.of(2), seqs(user)));
    }

    private InboxService inbox(Companion companion) {
        return new InboxService(
                database,
                new IngestStore(database),
                new CircularStore(database),
                publishing,
                meters,
                companion,
                Traces.OFF,
                Clock.systemUTC());
    }

    @Test
    void replicasBringItTogether() {
        List<String> known = Stream.generate(Some::user).limit(STEP * 5).toList();
        service.tell(Some.payment(1, known.toArray(String[]::new)));
        say();
        Stream.generate(() -> inbox((_, _, _) -> {})).limit(4).parallel().forEach(replica -> {
            boolean more = true;
            while (more) {
                more = replica.circulate(STEP);
            }
        });
        job.circulate();
        known.forEach(user -> assertEquals(List.of(2), seqs(user)));
    }

    @Test
    void aRepeatIsSaidOnce() {
        service.tell(Some.payment(1, alice));
        String key = UUID.randomUUID().toString();
        say(key);
        say(key).header("Idempotency-Replayed", equalTo("true"));
        job.circulate();
        say(key);
        job.circulate();
        assertEquals(List.of(2), seqs(alice));
    }

    @Test
    void anotherServiceMaySayOneToo() {
        service.tell(Some.payment(1, alice));
        EventEnvelope event =
                Some.event(UUID.randomUUID().toString(), new FlorinEvent.SystemAlert(message, "critical"));
        service.tell(event, event);
        job.circulate();
        service.tell(event);
        job.circulate();
        assertEquals(List.of(2), seqs(alice));
    }

    @Test
    void whoConnectsForTheFirstTimeGetsItOnce() {
        say();
        job.circulate();
        try (SocketClient client = service.notifications(alice)) {
            client.next("system_alert");
            client.hasNothingMore();
            assertEquals(List.of(1), seqs(alice));
        }
        try (SocketClient again = service.notifications(alice)) {
            again.hasNothingMore();
        }
        assertEquals(List.of(1), seqs(alice));
    }

    @Test
    void whoLooksIntoTheInboxForTheFirstTimeFindsIt() {
        say();
        job.circulate();
        assertEquals(List.of(1), seqs(alice));
        assertEquals(List.of(1), seqs(alice));
        people.get(bob, "/api/notifications/unread-count").body("unread_count", equalTo(1));
    }

    @Test
    void whoIsToldSomethingForTheFirstTimeIsToldThatBefore() {
        say();
        EventEnvelope payment = Some.payment(1, alice);
        service.tell(payment);
        List<String> ids =
                service.as(alice).get("/api/notifications?after_seq=0").path("notifications.id");
        assertEquals(payment.id(), ids.getLast());
        assertEquals(List.of(1), seqs(alice));
        job.circulate();
        assertEquals(List.of(1), seqs(alice));
    }

    @Test
    void whoComesADayLaterIsNotToldAnyMore() throws SQLException {
        say();
        job.circulate();
        try (var connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE circular SET created_at = created_at - interval '24 hours'");
        }
        people.get(alice, "/api/notifications").body("notifications", empty());
        service.notifications(bob).hasNothingMore().close();
        people.get(bob, "/api/notifications/unread-count").body("seq", equalTo(0));
    }

    /** Whom nobody ever told anything, and who has not been here while it was new. */
    @Test
    void whoOnlySaidHowToBeReachedOrHasContactsIsKnown() {
        service.as(alice)
                .contentType("application/json")
                .body("{\"email\":\"" + alice + "@example.org\"}")
                .put("/api/notifications/preferences")
                .then()
                .statusCode(200);
        people.add(bob, Some.user());
        assertEquals(List.of(), withFeed());
        say();
        job.circulate();
        assertEquals(List.of(alice, bob).stream().sorted().toList(), withFeed());
        people.get(alice, "/api/notifications").body("notifications.data.message", contains(message));
    }

    private List<String> withFeed() {
        return database.list(
                "SELECT user_id FROM feed WHERE user_id IN (?, ?) AND last_seq = 1 ORDER BY user_id",
                statement -> {
                    statement.setString(1, alice);
                    statement.setString(2, bob);
                },
                row -> row.getString(1));
    }
}
