package dev.florin.notification;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users make of their notifications, and what their other devices hear of it. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class InboxStateQuarkusTest {
    private final Service service = Service.underTest();
    private final String user = Some.user();

    private List<EventEnvelope> told(int count) {
        List<EventEnvelope> events = IntStream.rangeClosed(1, count)
                .mapToObj(n -> Some.payment(n, user))
                .toList();
        service.tell(events.stream());
        return events;
    }

    private io.restassured.response.ValidatableResponse mark(EventEnvelope event, String how) {
        return service.as(user)
                .post("/api/notifications/" + event.id() + "/" + how)
                .then();
    }

    @Test
    void eachChangeIsToldToTheOtherDevicesOnce() {
        List<EventEnvelope> events = told(3);
        try (SocketClient phone = service.notifications(user);
                SocketClient laptop = service.notifications(user);
                SocketClient stranger = service.notifications(Some.user())) {
            for (String how : List.of("read", "read", "unread", "unread", "archive", "archive", "unread")) {
                mark(events.get(1), how).statusCode(200);
            }
            for (SocketClient device : List.of(phone, laptop)) {
                assertEquals(
                        List.of("read 2 1", "unread 3 2", "archived 2 3", "unread 3 4"),
                        Stream.of(1, 2, 3, 4)
                                .map(_ -> device.next("notification_state"))
                                .map(frame -> state(frame, events.get(1).id()))
                                .toList());
                device.hasNothingMore();
            }
            stranger.hasNothingMore();
        }
    }

    @Test
    void eachChangeIsToldToTheSocketOfBtPay() {
        List<EventEnvelope> events = told(3);
        try (SocketClient notify =
                SocketClient.connect(service.socket("/ws/btpay/notify/?token=" + TestTokens.user(user)))) {
            notify.say("{\"command\":\"ping\"}").next("pong");
            for (String how : List.of("read", "unread", "archive")) {
                mark(events.get(1), how).statusCode(200);
            }
            assertEquals(
                    List.of("read 2 1", "unread 3 2", "archived 2 3"),
                    Stream.of(1, 2, 3)
                            .map(_ -> notify.next("notification_state"))
                            .map(frame -> state(frame, events.get(1).id()))
                            .toList());
        }
    }

    /** State, count and version; that it is about this notification is checked. */
    private static String state(JsonNode frame, String id) {
        JsonNode data = frame.get("data");
        assertFalse(frame.has("seq"), "it is not part of the stream");
        assertEquals(id, data.at("/ids/0").textValue());
        assertEquals(3, data.get("seq").intValue());
        return data.get("state").textValue() + " " + data.get("unread_count") + " " + data.get("version");
    }

    @Test
    void whatIsArchivedIsListedAndCountedNoMore() {
        List<EventEnvelope> events = told(2);
        mark(events.getFirst(), "archive")
                .body("archived_at", notNullValue())
                .body("read_at", nullValue())
                .body("seq", equalTo(1));
        service.as(user).get("/api/notifications").then().body("notifications.seq", contains(2));
        unread(1, 2, 1);
        mark(events.getFirst(), "unread").body("archived_at", nullValue());
        service.as(user).get("/api/notifications").then().body("notifications.seq", contains(2, 1));
        unread(2, 2, 2);
    }

    @Test
    void readsAllAtOnceOrUpToOne() {
        told(5);
        try (SocketClient device = service.notifications(user)) {
            readAll("?up_to_seq=2", 2, 2, 3);
            readAll("?up_to_seq=2", 0, 2, 3);
            readAll("", 3, 5, 0);
            readAll("?up_to_seq=99", 0, 5, 0);
            JsonNode some = device.next("notification_state").get("data");
            assertEquals(
                    "{\"up_to_seq\":2,\"state\":\"read\",\"unread_count\":3,\"seq\":5,\"version\":1}", some.toString());
            assertEquals(
                    5, device.next("notification_state").at("/data/up_to_seq").intValue());
            device.hasNothingMore();
        }
        service.tell(Some.payment(6, user));
        unread(1, 6, 2);
    }

    private void readAll(String query, int changed, int upTo, int left) {
        service.as(user)
                .post("/api/notifications/read-all" + query)
                .then()
                .statusCode(200)
                .body("changed", equalTo(changed))
                .body("up_to_seq", equalTo(upTo))
                .body("unread_count", equalTo(left));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x"})
    void refusesToReadUpToNothing(String seq) {
        service.as(user)
                .post("/api/notifications/read-all?up_to_seq=" + seq)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-request"))
                .body("errors[0].field", equalTo("up_to_seq"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "unread", "archive"})
    void aForeignNotificationIsAsUnknownAsNone(String how) {
        EventEnvelope event = told(1).getFirst();
        for (String id : List.of(event.id(), "no-such-id", "x".repeat(129), "%00")) {
            service.as(Some.user())
                    .urlEncodingEnabled(false)
                    .post("/api/notifications/" + id + "/" + how)
                    .then()
                    .statusCode(404)
                    .body("code", equalTo("not-found"));
        }
        unread(1, 1, 0);
    }

    private void unread(int count, int seq, int version) {
        service.as(user)
                .get("/api/notifications/unread-count")
                .then()
                .statusCode(200)
                .body("unread_count", equalTo(count))
                .body("seq", equalTo(seq))
                .body("version", equalTo(version));
    }
}
