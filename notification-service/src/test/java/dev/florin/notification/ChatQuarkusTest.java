package dev.florin.notification;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.notification.chat.ChatRetentionJob;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class ChatQuarkusTest {
    private static final String CONVERSATIONS = "/api/chat/conversations";

    private final Service service = Service.underTest();
    private final People people = new People(service);
    private final String alice = Some.user();
    private final String bob = Some.user();
    private final String carol = Some.user();
    private final String eve = Some.user();

    @Inject
    ChatRetentionJob retention;

    @Test
    void whatIsSaidReachesEveryDeviceAtOnceAndTheSenderHasReadIt() {
        String room = people.direct(alice, bob);
        try (SocketClient hers = service.notifications(alice, "?query=chat_message");
                SocketClient his = service.notifications(bob, "?query=chat_message");
                SocketClient hisOther = service.notifications(bob, "?query=chat_message")) {
            people.say(alice, room, "1 < 2", "m-1")
                    .statusCode(201)
                    .body("room_seq", equalTo(1))
                    .body("text", equalTo("1 &lt; 2"))
                    .body("plain", equalTo("1 < 2"));
            for (SocketClient client : List.of(hers, his, hisOther)) {
                JsonNode frame = client.next("chat_message");
                assertEquals(1, frame.get("seq").asLong());
                JsonNode data = frame.get("data");
                assertEquals(room, data.get("room_id").asText());
                assertEquals("direct", data.get("room_kind").asText());
                assertEquals(alice, data.get("sender_id").asText());
                assertEquals("m-1", data.get("client_message_id").asText());
                assertEquals("1 &lt; 2", data.get("text").asText());
                assertEquals(frame.get("id").asText(), data.get("message_id").asText());
            }
        }
        people.get(alice, "/api/notifications/unread-count").body("unread_count", equalTo(0));
        people.get(bob, "/api/notifications/unread-count").body("unread_count", equalTo(1));
    }

    private static String chatSend(String room, String text, String id) {
        return "{\"type\":\"chat_send\",\"data\":{\"room_id\":\"" + room + "\",\"text\":\"" + text
                + "\",\"client_message_id\":\"" + id + "\"}}";
    }

    @Test
    void aSocketSaysTheSameAsARequest() {
        String room = people.direct(alice, bob);
        try (SocketClient hers = service.notifications(alice, "?query=none");
                SocketClient his = service.notifications(bob, "?query=chat_message")) {
            hers.say(chatSend(room, "hello", "m-1"));
            JsonNode answer = hers.next("chat_sent");
            assertEquals(
                    "{\"type\":\"chat_sent\",\"timestamp\":\"TIME\",\"data\":{\"room_id\":\"ID\","
                            + "\"client_message_id\":\"m-1\",\"message_id\":\"ID\",\"room_seq\":1,\"sent_at\":\"TIME\"}}",
                    Some.outline(answer));
            JsonNode sent = answer.get("data");
            assertEquals(room, sent.get("room_id").asText());
            JsonNode got = his.next("chat_message").get("data");
            assertEquals("hello", got.get("text").asText());
            assertEquals(got.get("message_id"), sent.get("message_id"));
            hers.say(chatSend(room, "hello", "m-1"));
            assertEquals(sent, hers.next("chat_sent").get("data"));
            his.hasNothingMore();
            hers.say(chatSend(room, "other", "m-1"));
            assertEquals("id-reused", hers.next("error").get("code").asText());
            hers.say(chatSend(UUID.randomUUID().toString(), "hello", "m-2"));
            assertEquals("not-found", hers.next("error").get("code").asText());
            hers.say(chatSend("none", "hello", "m-3"));
            assertEquals("invalid-command", hers.next("error").get("code").asText());
            hers.say(chatSend(room, " ", "m-4"));
            assertEquals("invalid-request", hers.next("error").get("code").asText());
            hers.say("{\"type\":\"chat_send\"}");
            assertEquals("invalid-command", hers.next("error").get("code").asText());
            hers.hasNothingMore();
        }
        assertEquals(List.of("hello"), people.texts(bob, room));
    }

    @Test
    void whoIsAwayFindsItInTheInboxInOrder() {
        String room = people.group(alice, bob, carol);
        for (int n = 1; n <= 5; n++) {
            people.say(n % 2 == 0 ? alice : carol, room, "m" + n).statusCode(201);
        }
        people.get(bob, "/api/notifications?after_seq=0")
                .body("notifications.type", contains(java.util.Collections.nCopies(5, equalTo("chat_message"))))
                .body("notifications.data.text", contains("m1", "m2", "m3", "m4", "m5"));
        try (SocketClient client = service.notifications(bob, "?since=2&query=chat_message")) {
            assertEquals(
                    List.of("m3", "m4", "m5"),
                    client.next(3).stream()
                            .map(frame -> frame.at("/data/text").asText())
                            .toList());
        }
        assertEquals(List.of("m1", "m2", "m3", "m4", "m5"), people.texts(bob, room));
    }

    @Test
    void theSameMessageAgainIsSaidOnce() {
        String room = people.direct(alice, bob);
        String id = people.say(alice, room, "hello", "once")
                .statusCode(201)
                .extract()
                .path("message_id");
        people.say(alice, room, "hello", "once").statusCode(200).body("message_id", equalTo(id));
        people.say(alice, room, "other", "once").statusCode(422).body("code", equalTo("id-reused"));
        people.say(bob, room, "hi", "once").statusCode(201).body("room_seq", equalTo(2));
        assertEquals(List.of("hello", "hi"), people.texts(bob, room));
        people.get(bob, "/api/notifications/unread-count").body("seq", equalTo(2));
    }

    @Test
    void manyWhoTalkAtOnceAreHeardInOneOrderByAll() throws Exception {
        String room = people.group(alice, bob, carol);
        try (SocketClient hers = service.notifications(alice, "?query=chat_message");
                SocketClient his = service.notifications(bob, "?query=chat_message");
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> talk = IntStream.range(0, 30)
                    .<Callable<Integer>>mapToObj(n ->
                            () -> people.say(List.of(alice, bob, carol).get(n % 3), room, "n" + n, "same-" + n / 3 / 2)
                                    .extract()
                                    .statusCode())
                    .toList();
            long told = threads.invokeAll(talk).stream()
                    .map(Future::resultNow)
                    .filter(status -> status == 201)
                    .count();
            // Of two messages of one sender under one id, the second is another text and is refused.
            assertEquals(15, told);
            List<Long> inOrder = LongStream.rangeClosed(1, told).boxed().toList();
            assertEquals(inOrder, roomSeqs(hers.next((int) told)));
            assertEquals(inOrder, roomSeqs(his.next((int) told)));
        }
    }

    private static List<Long> roomSeqs(List<JsonNode> frames) {
        return frames.stream().map(frame -> frame.at("/data/room_seq").asLong()).toList();
    }

    @Test
    void aForeignRoomIsNotThere() {
        String room = people.group(alice, bob);
        people.say(alice, room, "secret");
        people.get(eve, CONVERSATIONS).body("conversations", empty());
        people.get(eve, CONVERSATIONS + "/" + room).statusCode(404).body("code", equalTo("not-found"));
        people.get(eve, CONVERSATIONS + "/" + room + "/messages").statusCode(404);
        people.say(eve, room, "hi").statusCode(404);
        people.post(eve, CONVERSATIONS + "/" + room + "/members", Map.of("user_id", eve))
                .statusCode(404);
        service.as(eve)
                .delete(CONVERSATIONS + "/" + room + "/members/" + bob)
                .then()
                .statusCode(404);
        people.get(eve, CONVERSATIONS + "/" + UUID.randomUUID()).statusCode(404);
        people.get(eve, CONVERSATIONS + "/none").statusCode(404);
    }

    @Test
    void nobodyIsWrittenToWhoHasNotAgreed() {
        people.add(alice, eve);
        Map<String, ?> direct = Map.of("kind", "direct", "members", List.of(eve));
        people.open(alice, direct).statusCode(422).body("code", equalTo("not-a-contact"));
        people.open(alice, Map.of("kind", "group", "title", "trip", "members", List.of(eve)))
                .statusCode(422)
                .body("code", equalTo("not-a-contact"));
        people.open(alice, Map.of("kind", "direct", "members", List.of(alice))).statusCode(400);
        people.add(eve, alice);
        people.open(alice, direct).statusCode(201);
    }

    @Test
    void whoRemovesAContactIsNotWrittenToAnyMore() {
        String room = people.direct(alice, bob);
        people.say(alice, room, "hello").statusCode(201);
        service.as(bob).delete("/api/contacts/" + alice).then().statusCode(204);
        people.say(alice, room, "hello?").statusCode(422).body("code", equalTo("not-a-contact"));
        assertEquals(List.of("hello"), people.texts(alice, room));
    }

    @Test
    void whoRemovesAContactDoesNotSeeItWriteEither() {
        String room = people.direct(alice, bob);
        service.as(bob).delete("/api/contacts/" + alice).then().statusCode(204);
        try (SocketClient hers = service.notifications(alice);
                SocketClient his = service.notifications(bob, "?query=typing")) {
            hers.say("{\"type\":\"typing\",\"data\":{\"room_id\":\"" + room + "\",\"typing\":true}}");
            assertEquals("not-a-contact", hers.next("error").get("code").asText());
            his.hasNothingMore();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"text\":\"hi\"}",
                "{\"text\":\" \",\"client_message_id\":\"1\"}",
                "{\"text\":\"\\u0000\",\"client_message_id\":\"1\"}",
                "{\"text\":\"\\ud800\",\"client_message_id\":\"1\"}",
                "{\"text\":\"hi\",\"client_message_id\":\"1\",\"seq\":1}",
                "null"
            })
    void refusesWhatIsNoMessage(String body) {
        String room = people.direct(alice, bob);
        service.as(alice)
                .contentType("application/json")
                .body(body)
                .post(CONVERSATIONS + "/" + room + "/messages")
                .then()
                .statusCode(400)
                .contentType("application/problem+json");
        assertTrue(people.texts(alice, room).isEmpty());
    }

    /** Of direct ones there are as many as contacts. */
    @Test
    void conversationsComeInPages() {
        List<String> rooms = List.of(
                people.direct(alice, bob),
                people.direct(alice, carol),
                people.direct(alice, eve),
                people.group(alice, bob));
        people.say(bob, rooms.get(0), "the newest").statusCode(201);
        List<String> all = people.get(alice, CONVERSATIONS)
                .body("conversations", hasSize(4))
                .body("next_cursor", nullValue())
                .extract()
                .path("conversations.room_id");
        assertEquals(rooms.get(0), all.getFirst());
        List<String> paged = new ArrayList<>();
        String cursor = "";
        for (int page = 0; page < 4; page++) {
            var answer = people.get(alice, CONVERSATIONS + "?limit=1" + cursor)
                    .body("conversations", hasSize(1))
                    .extract();
            paged.add(answer.path("conversations[0].room_id"));
            cursor = "&cursor=" + answer.path("next_cursor");
        }
        assertEquals("&cursor=null", cursor);
        assertEquals(all, paged);
    }

    /** As it may be when time is read in milliseconds only: the id decides. */
    @Test
    void conversationsOfOneMomentAreAllFound() throws SQLException {
        List<String> rooms = List.of(people.direct(alice, bob), people.direct(alice, carol), people.direct(alice, eve));
        try (Connection connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.prepareStatement(
                        "UPDATE chat_room SET created_at = '2026-01-31T12:00:00.0001Z'::timestamptz"
                                + " + ? * interval '1 microsecond' WHERE room_id = ?")) {
            for (String room : rooms) {
                statement.setInt(1, rooms.indexOf(room));
                statement.setObject(2, UUID.fromString(room));
                statement.executeUpdate();
            }
        }
        var first = people.get(alice, CONVERSATIONS + "?limit=2").extract();
        List<String> found = new ArrayList<>(first.<List<String>>path("conversations.room_id"));
        found.addAll(people.get(alice, CONVERSATIONS + "?limit=2&cursor=" + first.path("next_cursor"))
                .extract()
                .<List<String>>path("conversations.room_id"));
        assertEquals(rooms.stream().sorted(Comparator.reverseOrder()).toList(), found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "limit=501", "limit=-1", "limit=x", "cursor=x"})
    void refusesPagesThatCannotBe(String query) {
        people.get(alice, CONVERSATIONS + "?" + query).statusCode(400).body("code", equalTo("invalid-request"));
    }

    @Test
    void aMessageHasItsLength() {
        String room = people.direct(alice, bob);
        people.say(alice, room, "x".repeat(4000)).statusCode(201);
        people.say(alice, room, "x".repeat(4001)).statusCode(400).body("errors[0].field", equalTo("text"));
    }

    @Test
    void aUserSaysSixtyThingsAMinuteInAllRoomsTogether() throws SQLException {
        String room = people.direct(alice, bob);
        String other = people.direct(alice, carol);
        fill(UUID.fromString(room), alice, 59, Duration.ofSeconds(5));
        long startNs = System.nanoTime();
        people.say(alice, other, "the sixtieth", "m-60").statusCode(201);
        ValidatableResponse refused = people.say(alice, other, "the next");
        int elapsedS = (int) Eventually.since(startNs).toSeconds() + 1;
        // A minute after the first of the sixty, which were said five seconds before.
        List<String> left = IntStream.rangeClosed(55 - elapsedS, 55)
                .mapToObj(String::valueOf)
                .toList();
        refused.statusCode(429)
                .header("RateLimit-Limit", "60")
                .header("RateLimit-Remaining", "0")
                .header("RateLimit-Reset", in(left))
                .header("Retry-After", in(left))
                .body("code", equalTo("rate-limited"));
        people.say(alice, other, "the sixtieth", "m-60").statusCode(200);
        people.say(bob, room, "not me").statusCode(201);
    }

    @Test
    void theLastHundredOfADayCanBeRead() throws SQLException {
        String room = people.direct(alice, bob);
        fill(UUID.fromString(room), alice, 150, Duration.ofHours(2));
        people.say(bob, room, "newest").statusCode(201);
        List<Integer> seqs = people.get(alice, CONVERSATIONS + "/" + room + "/messages")
                .body("messages", hasSize(100))
                .extract()
                .path("messages.room_seq");
        assertEquals(IntStream.rangeClosed(52, 151).boxed().toList(), seqs);
        people.get(alice, CONVERSATIONS + "/" + room + "/messages?after_seq=149&limit=1")
                .body("messages.room_seq", contains(150));
        people.get(alice, CONVERSATIONS + "/" + room + "/messages?limit=0").statusCode(400);
        people.get(alice, CONVERSATIONS + "/" + room + "/messages?limit=x").statusCode(400);
    }

    @Test
    void whatIsOlderThanADayIsGone() throws SQLException {
        String room = people.direct(alice, bob);
        fill(UUID.fromString(room), alice, 20, Duration.ofHours(25));
        people.say(bob, room, "today").statusCode(201).body("room_seq", equalTo(21));
        assertEquals(List.of("today"), people.texts(alice, room));
        assertTrue(retention.forgetBefore(Instant.now().minus(Duration.ofHours(24))) >= 20);
        assertEquals(List.of("today"), people.texts(alice, room));
        people.say(bob, room, "still in order").statusCode(201).body("room_seq", equalTo(22));
    }

    @Test
    void whatIsOlderThanADayHasNoTextInTheInboxesEither() throws SQLException {
        String room = people.group(alice, bob, carol);
        people.say(alice, room, "meet <b>me</b>").statusCode(201);
        people.say(alice, room, "1 < 2").statusCode(201);
        try (Connection connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.prepareStatement(
                        "UPDATE chat_message SET sent_at = sent_at - interval '25 hours' WHERE room_id = ?")) {
            statement.setObject(1, UUID.fromString(room));
            statement.executeUpdate();
        }
        people.say(alice, room, "today").statusCode(201);
        retention.forgetBefore(Instant.now().minus(Duration.ofHours(24)));
        for (String user : List.of(alice, bob, carol)) {
            people.get(user, "/api/notifications?after_seq=0")
                    .body("notifications.seq", contains(1, 2, 3))
                    .body("notifications.data.text", contains("", "", "today"))
                    .body("notifications.data.plain", contains(null, null, null))
                    .body("notifications.data.expired", contains(true, true, null))
                    .body("notifications.data.sender_id", contains(alice, alice, alice));
        }
        people.get(bob, "/api/notifications/unread-count")
                .body("unread_count", equalTo(3))
                .body("version", equalTo(0));
        try (SocketClient client = service.notifications(bob, "?since=0")) {
            assertEquals(
                    List.of("1 ", "2 ", "3 today"),
                    client.next(3).stream()
                            .map(frame -> frame.get("seq") + " "
                                    + frame.at("/data/text").asText())
                            .toList());
        }
    }

    /** It goes with the room, and from the inboxes of who was in it. */
    @Test
    void aRoomThatNobodyIsInTakesItsTextsAlong() {
        String room = people.group(alice, bob);
        people.say(alice, room, "farewell").statusCode(201);
        for (String user : List.of(bob, alice)) {
            people.get(user, "/api/notifications").body("notifications[0].data.text", equalTo("farewell"));
            service.as(user)
                    .delete(CONVERSATIONS + "/" + room + "/members/" + user)
                    .then()
                    .statusCode(204);
        }
        for (String user : List.of(bob, alice)) {
            people.get(user, "/api/notifications").body("notifications[0].data.text", equalTo(""));
        }
    }

    /** Messages that were said some time ago. */
    private static void fill(UUID room, String sender, int count, Duration ago) throws SQLException {
        try (Connection connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.prepareStatement("""
                        WITH room AS (UPDATE chat_room SET last_seq = ? WHERE room_id = ?)
                        INSERT INTO chat_message
                            (room_id, room_seq, message_id, sender_id, client_message_id, text, sent_at)
                        SELECT ?, n, gen_random_uuid(), ?, 'filler-' || n, 'filler ' || n,
                               now() - ? * interval '1 second'
                        FROM generate_series(1, ?) AS n
                        """)) {
            statement.setInt(1, count);
            statement.setObject(2, room);
            statement.setObject(3, room);
            statement.setString(4, sender);
            statement.setLong(5, ago.toSeconds());
            statement.setInt(6, count);
            statement.executeUpdate();
        }
    }
}
