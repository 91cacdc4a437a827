package dev.florin.notification.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class RoomTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private final Room group = room(
            Room.Kind.GROUP,
            new Room.Member("carol", Room.Role.MEMBER, NOON.plusSeconds(2)),
            new Room.Member("bob", Room.Role.MEMBER, NOON.plusSeconds(1)),
            new Room.Member("alice", Room.Role.OWNER, NOON));
    private final Room direct = room(
            Room.Kind.DIRECT,
            new Room.Member("alice", Room.Role.MEMBER, NOON),
            new Room.Member("bob", Room.Role.MEMBER, NOON));

    private static Room room(Room.Kind kind, Room.Member... members) {
        return new Room(new UUID(1, 2), kind, kind == Room.Kind.GROUP ? "trip" : null, NOON, 0, List.of(members), null);
    }

    @Test
    void whoCameFirstStandsFirst() {
        assertEquals(List.of("alice", "bob", "carol"), group.memberIds());
        assertEquals(List.of("alice", "carol"), group.others("bob"));
    }

    @Test
    void theOwnerDecidesWhoIsIn() {
        group.requireMayAdd("alice", "dave", 4);
        group.requireMayRemove("alice", "bob");
        assertRefused(ProblemType.FORBIDDEN, () -> group.requireMayAdd("bob", "dave", 4));
        assertRefused(ProblemType.FORBIDDEN, () -> group.requireMayRemove("bob", "carol"));
        assertRefused(ProblemType.NOT_FOUND, () -> group.requireMayRemove("alice", "dave"));
    }

    @Test
    void aFullGroupTakesOnlyWhoIsInItAlready() {
        assertRefused(ProblemType.QUOTA_EXCEEDED, () -> group.requireMayAdd("alice", "dave", 3));
        group.requireMayAdd("alice", "bob", 3);
    }

    @Test
    void everybodyMayLeaveAndTheGroupGoesOn() {
        group.requireMayRemove("bob", "bob");
        assertEquals(Optional.empty(), group.successorOf("bob"));
        assertEquals(Optional.of("bob"), group.successorOf("alice"));
        Room alone = room(Room.Kind.GROUP, new Room.Member("alice", Room.Role.OWNER, NOON));
        assertEquals(Optional.empty(), alone.successorOf("alice"));
    }

    @Test
    void twoStayTwo() {
        assertRefused(ProblemType.MEMBERS_FIXED, () -> direct.requireMayAdd("alice", "carol", 9));
        assertRefused(ProblemType.MEMBERS_FIXED, () -> direct.requireMayRemove("alice", "alice"));
    }

    @Test
    void twoPeopleHaveOneConversationWhoeverBeganIt() {
        RoomDraft toBob = new RoomDraft(Room.Kind.DIRECT, List.of("bob"), null, null);
        RoomDraft toAlice = new RoomDraft(Room.Kind.DIRECT, List.of("alice"), null, null);
        assertEquals(toBob.roomId("alice"), toAlice.roomId("bob"));
        assertNotEquals(toBob.roomId("alice"), toBob.roomId("carol"));
    }

    @Test
    void aGroupIsTheSameByItsClientsNameOnly() {
        RoomDraft named = new RoomDraft(Room.Kind.GROUP, List.of("bob"), "trip", "g-1");
        RoomDraft nameless = new RoomDraft(Room.Kind.GROUP, List.of("bob"), "trip", null);
        assertEquals(named.roomId("alice"), named.roomId("alice"));
        assertNotEquals(named.roomId("alice"), named.roomId("carol"));
        assertNotEquals(nameless.roomId("alice"), nameless.roomId("alice"));
    }

    @Test
    void refusesWhatIsNoConversation() {
        assertRefused(ProblemType.INVALID_REQUEST, () -> draft(Room.Kind.DIRECT, List.of(), null));
        assertRefused(ProblemType.INVALID_REQUEST, () -> draft(Room.Kind.DIRECT, List.of("bob", "carol"), null));
        assertRefused(ProblemType.INVALID_REQUEST, () -> draft(Room.Kind.DIRECT, List.of("bob"), "title"));
        assertRefused(ProblemType.INVALID_REQUEST, () -> draft(Room.Kind.GROUP, List.of("bob"), null));
        assertRefused(ProblemType.INVALID_REQUEST, () -> draft(Room.Kind.GROUP, List.of("bob"), "x".repeat(101)));
        assertRefused(ProblemType.INVALID_REQUEST, () -> draft(Room.Kind.GROUP, List.of(" "), "trip"));
        assertRefused(
                ProblemType.INVALID_REQUEST,
                () -> draft(Room.Kind.GROUP, List.of("alice"), "trip").others("alice"));
    }

    private static RoomDraft draft(Room.Kind kind, List<String> members, @Nullable String title) {
        return new RoomDraft(kind, members, title, null);
    }

    private static void assertRefused(ProblemType type, Executable work) {
        assertEquals(type, assertThrows(FlorinException.class, work).type());
    }
}
