package dev.florin.notification;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.event.EventEnvelope;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes into the inbox, and what its owner gets out of it. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class InboxQuarkusTest {
    private static final String SERVICE = TestTokens.service("wallet-service");

    private final Service service = Service.underTest();

    @Inject
    MeterRegistry meters;

    @Test
    void listsNewestFirstAndPages() {
        String user = Some.user();
        service.tell(IntStream.rangeClosed(1, 5).mapToObj(n -> Some.payment(n, user)));
        String cursor = service.as(user)
                .get("/api/notifications?limit=2")
                .then()
                .statusCode(200)
                .body("notifications.seq", contains(5, 4))
                .body("notifications[0].type", equalTo("payment_received"))
                .body("notifications[0].priority", equalTo("normal"))
                .body("notifications[0].data.message", equalTo("lunch 5"))
                .body("notifications[0].read_at", nullValue())
                .extract()
                .path("next_cursor");
        service.as(user)
                .get("/api/notifications?limit=3&cursor=" + cursor)
                .then()
                .body("notifications.seq", contains(3, 2, 1))
                .body("next_cursor", nullValue());
        service.as(user).get("/api/notifications?after_seq=3").then().body("notifications.seq", contains(4, 5));
    }

    @Test
    void filters() {
        String user = Some.user();
        service.tell(Some.payment(1, user), Some.alert("two", user), Some.payment(3, user));
        service.as(user).get("/api/notifications?type=system_alert").then().body("notifications.seq", contains(2));
        service.as(user).get("/api/notifications?priority=high").then().body("notifications.seq", contains(2));
        String id = service.as(user).get("/api/notifications?limit=1").path("notifications[0].id");
        service.as(user).post("/api/notifications/" + id + "/read").then().statusCode(200);
        service.as(user).get("/api/notifications?unread=true").then().body("notifications.seq", contains(2, 1));
    }

    @Test
    void readingIsCountedOnceHoweverOften() {
        String user = Some.user();
        EventEnvelope first = Some.payment(1, user);
        service.tell(first, Some.payment(2, user));
        unread(user, 2, 2);
        String at = service.as(user)
                .post("/api/notifications/" + first.id() + "/read")
                .then()
                .statusCode(200)
                .body("read_at", notNullValue())
                .extract()
                .path("read_at");
        service.as(user)
                .post("/api/notifications/" + first.id() + "/read")
                .then()
                .statusCode(200)
                .body("read_at", equalTo(at));
        unread(user, 1, 2);
    }

    @Test
    void aForeignNotificationIsAsUnknownAsNone() {
        String user = Some.user();
        EventEnvelope payment = Some.payment(1, user);
        service.tell(payment);
        for (String id : List.of(payment.id(), "no-such-id")) {
            service.as(Some.user())
                    .post("/api/notifications/" + id + "/read")
                    .then()
                    .statusCode(404)
                    .contentType("application/problem+json")
                    .body("code", equalTo("not-found"));
        }
        unread(user, 1, 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=501",
                "limit=x",
                "cursor=x",
                "after_seq=-1",
                "priority=urgent",
                "unread=maybe",
            })
    void refusesWhatItCannotRead(String query) {
        service.as("alice")
                .get("/api/notifications?" + query)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("invalid-request"))
                .body("errors[0].field", equalTo(query.substring(0, query.indexOf('='))));
    }

    @Test
    void repeatsAndOverlapsChangeNothing() throws Exception {
        String user = Some.user();
        String other = Some.user();
        List<EventEnvelope> events = IntStream.range(0, 60)
                .mapToObj(n -> Some.payment(n, user, other))
                .toList();
        List<Future<?>> calls = new ArrayList<>();
        try (SocketClient client = service.notifications(user);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                Random random = new Random(i);
                calls.add(threads.submit(() -> {
                    List<EventEnvelope> some = new ArrayList<>(events);
                    Collections.shuffle(some, random);
                    List<EventEnvelope> part = new ArrayList<>(some.subList(0, 40));
                    part.add(part.getFirst());
                    service.post(SERVICE, Some.json(part)).statusCode(200).body("accepted", equalTo(41));
                }));
            }
            for (Future<?> call : calls) {
                call.get();
            }
            service.tell(events.stream());
            assertEquals(LongStream.rangeClosed(1, 60).boxed().toList(), FeedQuarkusTest.seqs(client.next(60)));
            client.hasNothingMore();
        }
        unread(user, 60, 60);
        unread(other, 60, 60);
    }

    @Test
    void aBatchIsTakenWholeOrNotAtAll() {
        String user = Some.user();
        String good = Some.json(Some.payment(1, user));
        String bad = good.replace("payment_received", "no_such_event");
        service.post(SERVICE, "[" + good + "," + bad + "]")
                .statusCode(422)
                .contentType("application/problem+json")
                .body("code", equalTo("unknown-event-type"));
        unread(user, 0, 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "not json | 400 | malformed-json",
                "{} | 400 | malformed-json",
                "[1] | 400 | malformed-json",
                "[null] | 422 | invalid-event",
                "'' | 400 | malformed-json",
                "null | 400 | malformed-json",
                "[{}] | 422 | invalid-event",
                "[{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"/t\",\"type\":\"payment_received\",\"time\":\"2026-01-01T00:00:00Z\",\"data\":{}}] | 422 | invalid-event",
            })
    void refusesWhatIsNoBatchOfEvents(String body, int status, String code) {
        service.post(SERVICE, body)
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code));
    }

    @Test
    void onlyAnAlertMayBeForEveryone() {
        service.post(SERVICE, Some.json(List.of(Some.payment(1))))
                .statusCode(422)
                .body("code", equalTo("invalid-event"));
    }

    @Test
    void refusesMoreThanFiveHundredAndMoreThanAMebibyte() {
        String user = Some.user();
        List<EventEnvelope> many =
                IntStream.range(0, 501).mapToObj(n -> Some.payment(n, user)).toList();
        service.post(SERVICE, Some.json(many)).statusCode(413).body("code", equalTo("payload-too-large"));
        service.post(SERVICE, "[\"" + "x".repeat(1 << 20) + "\"]")
                .statusCode(413)
                .contentType("application/problem+json")
                .body("code", equalTo("payload-too-large"));
        unread(user, 0, 0);
    }

    @Test
    void everyoneIsToldOnceAlsoWhoComesLater() {
        String early = Some.user();
        String late = Some.user();
        EventEnvelope alert = Some.alert("maintenance");
        service.notifications(late).hasNothingMore().close();
        Eventually.holds("late has been here", () -> seen(late));
        try (SocketClient client = service.notifications(early)) {
            service.tell(alert, alert);
            service.tell(alert);
            assertEquals(alert.id(), client.next("system_alert").get("id").asText());
            client.hasNothingMore().leave();
        }
        try (SocketClient client = service.notifications(late)) {
            assertEquals(alert.id(), client.next("system_alert").get("id").asText());
            client.hasNothingMore().leave();
        }
        Eventually.holds("the position is written down", () -> seen(early) && seen(late));
        try (SocketClient client = service.notifications(late);
                SocketClient stranger = service.notifications(Some.user())) {
            client.hasNothingMore();
            stranger.hasNothingMore();
        }
    }

    private static boolean seen(String user) throws SQLException {
        try (Connection connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.prepareStatement(
                        "SELECT announced = (SELECT last_announcement FROM board) FROM seen WHERE user_id = ?")) {
            statement.setString(1, user);
            var row = statement.executeQuery();
            return row.next() && row.getBoolean(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE notification SET data = '{}'",
                "UPDATE notification SET seq = 1",
                "DELETE FROM feed",
                "UPDATE announcement SET data = '{}'",
                "UPDATE board SET epoch = 1",
                "DROP TABLE notification",
                "TRUNCATE notification",
            })
    void theApplicationCannotRewriteHistory(String sql) throws SQLException {
        try (Connection connection =
                        FlorinTestResource.database().asApplication().getConnection();
                var statement = connection.createStatement()) {
            assertEquals(
                    "42501",
                    assertThrows(SQLException.class, () -> statement.execute(sql))
                            .getSQLState());
        }
    }

    private void unread(String user, int count, int seq) {
        service.as(user)
                .get("/api/notifications/unread-count")
                .then()
                .statusCode(200)
                .body("unread_count", equalTo(count))
                .body("seq", equalTo(seq));
    }

    @Test
    void whatCannotBeStoredIsCountedAndTakenWhenItIsToldAgain() throws SQLException {
        String user = Some.user();
        EventEnvelope event = Some.payment(1, user, Some.user());
        double before = failures("payment_received");
        execute("ALTER TABLE notification ADD CONSTRAINT refused CHECK (event_id <> '" + event.id() + "') NOT VALID");
        try {
            service.post(SERVICE, Some.json(List.of(event))).statusCode(500);
        } finally {
            execute("ALTER TABLE notification DROP CONSTRAINT refused");
        }
        assertEquals(2, failures("payment_received") - before, "for each recipient");
        service.tell(event);
        assertEquals(2, failures("payment_received") - before);
        service.as(user).get("/api/notifications").then().body("notifications.id", contains(event.id()));
    }

    @Test
    void whatCannotBeStoredWithWhatCausedItIsCountedToo() throws SQLException {
        String user = Some.user();
        double before = failures("system_alert");
        execute("ALTER TABLE notification ADD CONSTRAINT refused CHECK (user_id <> '" + user + "') NOT VALID");
        try {
            broadcast(user, Some.user()).statusCode(500);
        } finally {
            execute("ALTER TABLE notification DROP CONSTRAINT refused");
        }
        assertEquals(2, failures("system_alert") - before, "for each recipient");
        broadcast(user).statusCode(200);
        assertEquals(2, failures("system_alert") - before);
        service.as(user).get("/api/notifications").then().body("notifications.type", contains("system_alert"));
    }

    private ValidatableResponse broadcast(String... users) {
        return given().baseUri(service.base().toString())
                .header("Authorization", "Bearer " + TestTokens.admin("root"))
                .contentType("application/json")
                .body(Some.json(
                        Map.of("type", "system_alert", "data", Map.of("message", "m"), "users", List.of(users))))
                .post("/api/admin/websocket/broadcast")
                .then();
    }

    private double failures(String type) {
        return meters.counter("notifications", "type", type, "success", "false").count();
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
