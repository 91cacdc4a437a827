package dev.florin.notification;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What contacts see of each other, with PostgreSQL between the nodes; the time to come back is three seconds here. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class PresenceQuarkusTest extends PresenceScenarios {
    private final String eve = Some.user();

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
            assertEquals(
                    "{\"type\":\"typing\",\"timestamp\":\"TIME\",\"data\":{\"room_id\":\"ID\",\"user_id\":\"USER\","
                            + "\"typing\":true},\"id\":\"ID\"}",
                    Some.outline(frame));
            assertEquals(alice, frame.at("/data/user_id").asText());
            assertEquals(room, frame.at("/data/room_id").asText());
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
            assertEquals(
                    "{\"type\":\"chat_members\",\"timestamp\":\"TIME\",\"data\":{\"room_id\":\"ID\","
                            + "\"user_id\":\"USER\",\"change\":\"left\",\"by\":\"USER\"},\"id\":\"ID\"}",
                    Some.outline(left));
            assertEquals(eve, left.at("/data/user_id").asText());
            service.as(alice).delete(members + "/" + bob).then().statusCode(204);
            assertEquals("removed", his.next("chat_members").at("/data/change").asText());
        }
    }
}
