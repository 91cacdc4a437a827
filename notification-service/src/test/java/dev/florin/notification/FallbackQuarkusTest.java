package dev.florin.notification;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import dev.florin.notification.feed.CloseCode;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.PassingService;
import dev.florin.notification.feed.Place;
import dev.florin.notification.inbox.HistoryService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Server-Sent Events and long polls, side by side with a socket. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class FallbackQuarkusTest {
    private static final int EVENTS = 250;

    private final Service service = Service.underTest();
    private final String user = Some.user();

    @Inject
    Feed feed;

    @Inject
    HistoryService history;

    @Inject
    PassingService passing;

    private EventStreamClient stream(String lastId) {
        return EventStreamClient.connect(service, TestTokens.user(user), lastId);
    }

    private String id(long seq) {
        return seq + "-" + history.epoch();
    }

    private List<FeedSession> sessions() {
        return feed.sessions().stream()
                .filter(session -> session.userId().equals(user))
                .toList();
    }

    @Test
    void allWaysTellTheSameInTheSameOrder() {
        service.tell(Some.payment(0, user));
        try (SocketClient socket = service.notifications(user, "?since=0");
                EventStreamClient events = stream("0")) {
            assertEquals("connected", events.next().json().get("type").textValue());
            service.tell(IntStream.range(1, EVENTS).mapToObj(n -> Some.payment(n, user)));
            List<JsonNode> bySocket = socket.next(EVENTS);
            List<JsonNode> byStream = new ArrayList<>();
            for (int n = 1; n <= EVENTS; n++) {
                EventStreamClient.Event event = events.next();
                assertEquals(id(n), event.id());
                byStream.add(event.json());
            }
            assertEquals(bySocket, byStream);
            assertEquals(bySocket, polled(0));
        }
    }

    /** Everything after a seq, in as many polls as it takes. */
    private List<JsonNode> polled(long after) {
        List<JsonNode> all = new ArrayList<>();
        long seq = after;
        while (true) {
            JsonNode answer = Some.tree(service.as(user)
                    .get("/api/notifications/poll?after_seq=" + seq)
                    .asString());
            if (answer.get("notifications").isEmpty()) {
                assertEquals(seq, answer.get("seq").longValue());
                return all;
            }
            answer.get("notifications").forEach(all::add);
            seq = answer.get("seq").longValue();
        }
    }

    @Test
    void aStreamThatComesBackGetsWhatItMissed() {
        service.tell(Some.payment(1, user), Some.payment(2, user));
        String lastId;
        try (EventStreamClient events = stream("1")) {
            assertEquals(id(1), events.next().id());
            lastId = events.next().id();
        }
        assertEquals(id(2), lastId);
        Eventually.holds("the connection is given back", () -> sessions().isEmpty());
        service.tell(Some.payment(3, user));
        try (EventStreamClient events = stream(lastId)) {
            assertEquals("connected", events.next().json().get("type").textValue());
            assertEquals(id(3), events.next().id());
        }
    }

    @Test
    void whatCannotBeToldIsSaid() {
        service.tell(Some.payment(1, user));
        try (EventStreamClient events = stream("7")) {
            events.next();
            EventStreamClient.Event resync = events.next();
            assertEquals("unknown-position", resync.json().get("reason").textValue());
            assertEquals(id(1), resync.id());
        }
        service.as(user)
                .get("/api/notifications/poll?after_seq=7&wait=30")
                .then()
                .body("resync", equalTo("unknown-position"))
                .body("seq", equalTo(1))
                .body("notifications", empty());
    }

    /** As after the database was brought back from a backup, and has counted on from there. */
    @Test
    void whoComesWithAnEventOfAnotherHistoryIsToldSo() {
        service.tell(Some.payment(1, user), Some.payment(2, user));
        try (EventStreamClient events = stream("1-0")) {
            assertEquals(id(2), events.next().id());
            EventStreamClient.Event resync = events.next();
            assertEquals("epoch-changed", resync.json().get("reason").textValue());
            assertEquals(id(2), resync.id());
        }
    }

    @Test
    void aPollIsAnsweredWhenSomethingHappens() throws Exception {
        EventEnvelope event = Some.payment(1, user);
        CompletableFuture<io.restassured.response.Response> poll = CompletableFuture.supplyAsync(
                () -> service.as(user).get("/api/notifications/poll?after_seq=0&wait=30"));
        Eventually.holds("the poll is held", () -> sessions().size() == 1);
        service.tell(event);
        poll.get()
                .then()
                .statusCode(200)
                .body("notifications.id", contains(event.id()))
                .body("seq", equalTo(1));
        assertTrue(sessions().isEmpty(), "it counts no more");
    }

    @Test
    void aPollIsAnsweredWhenAnotherDeviceReadsAndNotWhenSomebodyTypes() throws Exception {
        EventEnvelope event = Some.payment(1, user);
        service.tell(event);
        CompletableFuture<io.restassured.response.Response> poll = CompletableFuture.supplyAsync(
                () -> service.as(user).get("/api/notifications/poll?after_seq=1&wait=30"));
        Eventually.holds(
                "the poll is held",
                () -> sessions().size() == 1 && sessions().getFirst().isLevel());
        passing.pass(
                List.of(user),
                new Notice("t-1", "typing", Some.NOON, "{\"typing\":true}", new Place.Passing(null), Some.NOON));
        service.as(user)
                .post("/api/notifications/" + event.id() + "/read")
                .then()
                .statusCode(200);
        poll.get()
                .then()
                .statusCode(200)
                .body("notifications.type", contains("notification_state"))
                .body("notifications[0].data.ids", contains(event.id()))
                .body("notifications[0].data.unread_count", equalTo(0))
                .body("seq", equalTo(1));
    }

    @Test
    void aPollEndsWithItsTime() {
        service.as(user)
                .get("/api/notifications/poll?after_seq=0&wait=1")
                .then()
                .statusCode(200)
                .body("notifications", empty())
                .body("seq", equalTo(0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"31", "-1", "x", "99999"})
    void aPollDoesNotWaitForEver(String wait) {
        service.as(user)
                .get("/api/notifications/poll?wait=" + wait)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-request"));
    }

    @Test
    void whatEndsASocketEndsTheOtherWaysToo() throws Exception {
        CompletableFuture<io.restassured.response.Response> poll =
                CompletableFuture.supplyAsync(() -> service.as(user).get("/api/notifications/poll?wait=30"));
        try (EventStreamClient events = stream("")) {
            events.next();
            Eventually.holds("both are there", () -> sessions().size() == 2);
            sessions().forEach(session -> feed.close(session, CloseCode.SHUTDOWN, "going"));
            EventStreamClient.Event last = events.next();
            assertEquals("close", last.name());
            assertEquals("3001 going", last.data());
            assertEquals("end", events.next().name());
            poll.get().then().statusCode(503).body("code", equalTo("too-busy"));
        }
    }

    @Test
    void whatEveryoneIsToldIsToldOnceByEitherWay() {
        String first = "first of " + user;
        String second = "second of " + user;
        try (EventStreamClient events = stream("")) {
            events.next();
            service.tell(Some.alert(first));
            while (!events.next().data().contains(first)) {
                // Others speak to everyone, too.
            }
        }
        Eventually.holds("the connection is given back", () -> sessions().isEmpty());
        service.tell(Some.alert(second));
        String poll = "/api/notifications/poll?wait=30";
        service.as(user).get(poll).then().body("notifications.data.message", contains(second));
        service.tell(Some.payment(1, user));
        service.as(user).get(poll + "&after_seq=0").then().body("notifications.type", contains("payment_received"));
    }

    @Test
    void aTicketOpensAStream() {
        String ticket = service.as(user).post("/api/ws/tickets").path("ticket");
        service.tell(Some.payment(1, user));
        String path = "/api/notifications/poll?after_seq=0&ticket=" + ticket;
        io.restassured.RestAssured.given()
                .baseUri(service.base().toString())
                .get(path)
                .then()
                .statusCode(200)
                .body("notifications.seq", contains(1));
        io.restassured.RestAssured.given()
                .baseUri(service.base().toString())
                .get(path)
                .then()
                .statusCode(401);
    }
}
