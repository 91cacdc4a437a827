package dev.florin.notification;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.notification.presence.PresenceService;
import dev.florin.notification.socket.ConnectionsService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What contacts see of each other; the time to come back is three seconds here. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class PresenceQuarkusTest {
    private final Service service = Service.underTest();
    private final People people = new People(service);
    private final String alice = Some.user();
    private final String bob = Some.user();
    private final String eve = Some.user();

    @Inject
    ConnectionsService connections;

    @Inject
    PresenceService presence;

    private static void sees(SocketClient client, String user, String status) {
        JsonNode frame = client.next("presence");
        assertEquals(user, frame.at("/data/user_id").asText());
        assertEquals(status, frame.at("/data/status").asText());
    }

    /** Connected, and not interested in where others are. */
    private SocketClient quiet(String user) {
        return service.notifications(user, "?query=chat_message");
    }

    private void isShownAs(String viewer, String status) {
        Eventually.holds(
                "shown as " + status,
                () -> people.get(viewer, "/api/contacts")
                        .extract()
                        .path("contacts.status")
                        .equals(List.of(status)));
    }

    @Test
    void aContactIsSeenToComeAndGoButNotToReconnect() {
        people.befriend(alice, bob);
        try (SocketClient watching = service.notifications(alice)) {
            isShownAs(bob, "online");
            try (SocketClient first = quiet(bob)) {
                sees(watching, bob, "online");
                first.hasNothingMore();
            }
            try (SocketClient again = quiet(bob)) {
                again.hasNothingMore();
                people.get(alice, "/api/contacts").body("contacts.status", contains("online"));
            }
            sees(watching, bob, "offline");
            isShownAs(alice, "offline");
            watching.hasNothingMore();
        }
    }

    @Test
    void onlyWhoAgreesIsSeen() {
        people.add(eve, alice);
        people.add(alice, bob);
        try (SocketClient watching = service.notifications(eve);
                SocketClient asked = service.notifications(bob);
                SocketClient hers = service.notifications(alice)) {
            Eventually.holds("alice is known", () -> presence.of(List.of(alice)).containsKey(alice));
            people.get(eve, "/api/contacts")
                    .body("contacts.mutual", contains(false))
                    .body("contacts[0].status", nullValue())
                    .body("contacts[0].last_seen", nullValue());
            watching.hasNothingMore();
            people.add(bob, alice);
            sees(asked, alice, "online");
            sees(hers, bob, "online");
            watching.hasNothingMore();
        }
    }

    @Test
    void aUserIsAwayWhenNobodyLooksAtAnyDevice() {
        people.befriend(alice, bob);
        try (SocketClient watching = service.notifications(alice);
                SocketClient phone = quiet(bob)) {
            sees(watching, bob, "online");
            phone.say("{\"type\":\"presence\",\"data\":{\"status\":\"away\"}}");
            sees(watching, bob, "away");
            phone.say("{\"type\":\"presence\",\"data\":{\"status\":\"away\"}}").hasNothingMore();
            watching.hasNothingMore();
            try (SocketClient laptop = quiet(bob)) {
                sees(watching, bob, "online");
                laptop.hasNothingMore();
            }
            sees(watching, bob, "away");
            phone.say("{\"type\":\"presence\",\"data\":{\"status\":\"online\"}}");
            sees(watching, bob, "online");
            phone.say("{\"type\":\"presence\",\"data\":{\"status\":\"asleep\"}}");
            assertEquals("invalid-command", phone.next("error").get("code").asText());
        }
    }

    @Test
    void theUsersOfANodeThatDiesAreGoneAfterTheTimeToComeBack() throws SQLException {
        people.befriend(alice, bob);
        Node second = new Node(Duration.ofHours(1));
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
        } finally {
            second.stop();
        }
    }

    /** It is not heard of any more. */
    private static void kill(Node node) throws SQLException {
        execute("UPDATE node SET seen_at = now() - interval '1 minute' WHERE id = '" + node.broker.node() + "'");
    }

    @Test
    void whatNobodyNoticedIsFoundWhenTheStateExpires() throws SQLException {
        people.befriend(alice, bob);
        try (SocketClient watching = service.notifications(alice)) {
            try (SocketClient his = quiet(bob)) {
                sees(watching, bob, "online");
                his.hasNothingMore();
            }
            sees(watching, bob, "offline");
            // As if a node had said so and died before it could take it back.
            execute("UPDATE presence SET status = 'online', last_seen = now() - interval '6 minutes' WHERE user_id = '"
                    + bob + "'");
            sees(watching, bob, "offline");
        }
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void typingIsShownToTheOthersOnceInAWhile() {
        String room = people.group(alice, bob);
        String path = "/api/chat/conversations/" + room + "/typing";
        try (SocketClient hers = service.notifications(alice, "?query=typing");
                SocketClient his = service.notifications(bob, "?query=typing")) {
            Stream.of(true, true, true)
                    .forEach(
                            on -> people.post(alice, path, Map.of("typing", on)).statusCode(204));
            JsonNode frame = his.next("typing");
            assertEquals(alice, frame.at("/data/user_id").asText());
            assertEquals(room, frame.at("/data/room_id").asText());
            assertEquals(true, frame.at("/data/typing").asBoolean());
            people.post(alice, path, Map.of("typing", false)).statusCode(204);
            assertEquals(false, his.next("typing").at("/data/typing").asBoolean());
            people.post(alice, path, Map.of("typing", false)).statusCode(204);
            his.hasNothingMore();
            people.post(alice, path, Map.of("typing", true)).statusCode(204);
            people.post(alice, path, Map.of("typing", false)).statusCode(204);
            his.hasNothingMore();
            hers.hasNothingMore();
            his.say("{\"type\":\"typing\",\"data\":{\"room_id\":\"" + room + "\",\"typing\":true}}");
            assertEquals(true, hers.next("typing").at("/data/typing").asBoolean());
            people.post(eve, path, Map.of("typing", true)).statusCode(404);
            people.post(eve, path, Map.of("typing", true)).statusCode(404);
        }
    }

    @Test
    void membersSeeWhoComesAndGoes() {
        String room = people.group(alice, bob);
        String members = "/api/chat/conversations/" + room + "/members";
        people.befriend(alice, eve);
        try (SocketClient his = service.notifications(bob, "?query=chat_members")) {
            people.post(alice, members, Map.of("user_id", eve)).statusCode(200);
            assertEquals("added", his.next("chat_members").at("/data/change").asText());
            service.as(eve).delete(members + "/" + eve).then().statusCode(204);
            JsonNode left = his.next("chat_members");
            assertEquals("left", left.at("/data/change").asText());
            assertEquals(eve, left.at("/data/user_id").asText());
            service.as(alice).delete(members + "/" + bob).then().statusCode(204);
            assertEquals("removed", his.next("chat_members").at("/data/change").asText());
        }
    }
}
