package dev.florin.notification;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class ConversationQuarkusTest {
    private static final String CONVERSATIONS = "/api/chat/conversations";

    private final Service service = Service.underTest();
    private final People people = new People(service);
    private final String alice = Some.user();
    private final String bob = Some.user();
    private final String carol = Some.user();

    @Test
    void twoPeopleHaveOneConversation() {
        String room = people.direct(alice, bob);
        people.open(bob, Map.of("kind", "direct", "members", List.of(alice)))
                .statusCode(200)
                .body("room_id", equalTo(room))
                .body("kind", equalTo("direct"))
                .body("members", hasSize(2));
        service.as(bob)
                .delete(CONVERSATIONS + "/" + room + "/members/" + bob)
                .then()
                .statusCode(409)
                .body("code", equalTo("members-fixed"));
    }

    @Test
    void aGroupIsOpenedOncePerClientsName() {
        people.befriend(alice, bob);
        Map<String, ?> draft =
                Map.of("kind", "group", "title", "trip", "members", List.of(bob), "client_room_id", "g-1");
        String room = people.open(alice, draft).statusCode(201).extract().path("room_id");
        people.open(alice, draft).statusCode(200).body("room_id", equalTo(room));
        service.as(alice)
                .delete(CONVERSATIONS + "/" + room + "/members/" + alice)
                .then()
                .statusCode(204);
        people.open(alice, draft).statusCode(422).body("code", equalTo("id-reused"));
    }

    @Test
    void whoComesLaterHearsWhatIsSaidFromThenOn() {
        String room = people.group(alice, bob);
        people.say(alice, room, "before");
        people.befriend(alice, carol);
        people.post(bob, CONVERSATIONS + "/" + room + "/members", Map.of("user_id", carol))
                .statusCode(403);
        people.post(alice, CONVERSATIONS + "/" + room + "/members", Map.of("user_id", carol))
                .statusCode(200)
                .body("members", hasSize(3));
        people.post(alice, CONVERSATIONS + "/" + room + "/members", Map.of("user_id", carol))
                .statusCode(200)
                .body("members", hasSize(3));
        people.say(bob, room, "after");
        assertEquals(List.of("after"), people.texts(carol, room));
        assertEquals(List.of("before", "after"), people.texts(bob, room));
        people.get(carol, "/api/notifications?after_seq=0").body("notifications.data.text", contains("after"));
    }

    @Test
    void whoIsSentAwayHearsNothingMoreAndAGroupOutlivesItsOwner() {
        String room = people.group(alice, bob, carol);
        service.as(bob)
                .delete(CONVERSATIONS + "/" + room + "/members/" + carol)
                .then()
                .statusCode(403);
        service.as(alice)
                .delete(CONVERSATIONS + "/" + room + "/members/" + carol)
                .then()
                .statusCode(204);
        people.say(alice, room, "gone?").statusCode(201);
        people.get(carol, CONVERSATIONS + "/" + room).statusCode(404);
        people.get(carol, "/api/notifications/unread-count").body("seq", equalTo(0));
        service.as(alice)
                .delete(CONVERSATIONS + "/" + room + "/members/" + alice)
                .then()
                .statusCode(204);
        people.get(bob, CONVERSATIONS + "/" + room)
                .body("members.user_id", contains(bob))
                .body("members.role", contains("owner"));
        service.as(bob)
                .delete(CONVERSATIONS + "/" + room + "/members/" + bob)
                .then()
                .statusCode(204);
        people.get(bob, CONVERSATIONS + "/" + room).statusCode(404);
    }

    @Test
    void aHundredAreInAGroupAtMost() throws SQLException {
        String group = people.group(alice, bob);
        Sql.asOwner().execute("""
                INSERT INTO contact (user_id, contact_id, added_at)
                SELECT p[1], p[2], now() FROM generate_series(1, 98) i,
                       LATERAL (VALUES (ARRAY['%1$s', '%1$s-' || i]), (ARRAY['%1$s-' || i, '%1$s'])) AS pair (p)
                """.formatted(alice));
        for (int i = 1; i <= 98; i++) {
            people.post(alice, CONVERSATIONS + "/" + group + "/members", Map.of("user_id", alice + "-" + i))
                    .statusCode(200);
        }
        people.befriend(alice, carol);
        people.post(alice, CONVERSATIONS + "/" + group + "/members", Map.of("user_id", carol))
                .statusCode(422)
                .body("code", equalTo("quota-exceeded"));
        people.get(alice, CONVERSATIONS + "/" + group).body("members", hasSize(100));
        List<String> friends =
                IntStream.rangeClosed(1, 98).mapToObj(i -> alice + "-" + i).toList();
        people.open(alice, group(Stream.concat(friends.stream(), Stream.of(bob)).toList()))
                .statusCode(201)
                .body("members", hasSize(100));
        people.open(
                        alice,
                        group(Stream.concat(friends.stream(), Stream.of(bob, carol))
                                .toList()))
                .statusCode(422)
                .body("code", equalTo("quota-exceeded"));
    }

    /** Also when somebody else adds them; to talk to one more person is always possible. */
    @Test
    void aUserIsInTwoHundredGroupsAtMost() {
        for (int i = 0; i < 200; i++) {
            people.open(alice, group(List.of())).statusCode(201);
        }
        people.open(alice, group(List.of())).statusCode(422).body("code", equalTo("quota-exceeded"));
        String direct = people.direct(alice, bob);
        people.open(bob, group(List.of(alice))).statusCode(422).body("code", equalTo("quota-exceeded"));
        String group = people.open(bob, group(List.of())).extract().path("room_id");
        people.post(bob, CONVERSATIONS + "/" + group + "/members", Map.of("user_id", alice))
                .statusCode(422)
                .body("code", equalTo("quota-exceeded"));
        people.get(alice, CONVERSATIONS + "?limit=500")
                .body("conversations", hasSize(201))
                .body("conversations.room_id", hasItem(direct));
    }

    private static Map<String, ?> group(List<String> members) {
        return Map.of("kind", "group", "title", "trip", "members", members);
    }

    @Test
    void theListSaysWhatIsNewest() {
        String first = people.direct(alice, bob);
        String second = people.group(alice, carol);
        people.say(bob, first, "newest");
        people.get(alice, CONVERSATIONS)
                .statusCode(200)
                .body("conversations.room_id", contains(first, second))
                .body("conversations[0].last_message.text", equalTo("newest"))
                .body("conversations[0].last_seq", equalTo(1))
                .body("conversations[1].title", equalTo("trip"))
                .body("conversations[1].members.role", contains("owner", "member"));
    }
}
