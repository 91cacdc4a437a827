package dev.florin.notification.chat;

import dev.florin.common.database.Database;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.page.TimePage;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.notification.contact.ContactService;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Who talks to whom. Only contacts who have added each other are brought together, and a room is invisible to everybody
 * who is not in it.
 */
@Singleton
class RoomService {
    private final Database database;
    private final RoomStore rooms;
    private final ContactService contacts;
    private final ChatConfig config;
    private final Clock clock;

    RoomService(Database database, RoomStore rooms, ContactService contacts, ChatConfig config, Clock clock) {
        this.database = database;
        this.rooms = rooms;
        this.contacts = contacts;
        this.config = config;
        this.clock = clock;
    }

    /** @param isNew false if it was so before */
    record Opened(Room room, boolean isNew) {}

    /** The one with the newest message first. */
    TimePage<Room> of(String userId, TimeCursor after, int limit) {
        return TimePage.of(
                rooms.of(userId, readableSince(), after, limit + 1),
                limit,
                room -> new TimeCursor(room.changedAt(), room.roomId()));
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND} unless this user is in it */
    Room one(String userId, UUID roomId) {
        return rooms.one(userId, roomId, readableSince()).orElseThrow(RoomService::notFound);
    }

    /**
     * Opens a conversation; the direct one between two people is there once, and so is a group of one
     * {@code client_room_id}.
     *
     * @throws FlorinException {@link ProblemType#INVALID_REQUEST}, {@link ProblemType#NOT_A_CONTACT},
     *     {@link ProblemType#QUOTA_EXCEEDED}; {@link ProblemType#ID_REUSED} for the name of a group that the caller
     *     left
     */
    Opened open(String userId, RoomDraft draft) {
        List<String> others = draft.others(userId);
        if (others.size() >= config.maxMembers()) {
            throw new FlorinException(
                    ProblemType.QUOTA_EXCEEDED, "A group has " + config.maxMembers() + " members at most.");
        }
        contacts.requireMutual(userId, others);
        UUID roomId = draft.roomId(userId);
        boolean isNew = database.inTransaction(transaction -> open(transaction, userId, others, roomId, draft));
        Room room = rooms.one(userId, roomId, readableSince())
                .orElseThrow(() -> new FlorinException(
                        ProblemType.ID_REUSED, "A group of this name was there, and the caller has left it."));
        return new Opened(room, isNew);
    }

    private boolean open(Connection transaction, String userId, List<String> others, UUID roomId, RoomDraft draft)
            throws SQLException {
        Instant now = clock.instant();
        if (!rooms.open(transaction, roomId, draft, now)) {
            return false;
        }
        List<String> all = new ArrayList<>(others);
        all.add(userId);
        if (draft.kind() == Room.Kind.GROUP) {
            requireRoomFor(transaction, all);
        }
        Room.Role creator = switch (draft.kind()) {
            case DIRECT -> Room.Role.MEMBER;
            case GROUP -> Room.Role.OWNER;
        };
        rooms.join(transaction, roomId, List.of(userId), creator, now);
        rooms.join(transaction, roomId, others, Room.Role.MEMBER, now);
        return true;
    }

    /**
     * Lets somebody into a group; who is in it already stays.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND}, {@link ProblemType#FORBIDDEN},
     *     {@link ProblemType#MEMBERS_FIXED}, {@link ProblemType#NOT_A_CONTACT}, {@link ProblemType#QUOTA_EXCEEDED}
     */
    Opened add(String actor, UUID roomId, String added) {
        Room seen = one(actor, roomId);
        seen.requireMayAdd(actor, added, config.maxMembers());
        if (seen.has(added)) {
            return new Opened(seen, false);
        }
        contacts.requireMutual(actor, List.of(added));
        database.inTransaction(transaction -> {
            requireRoomFor(transaction, List.of(added));
            locked(transaction, actor, roomId).requireMayAdd(actor, added, config.maxMembers());
            rooms.join(transaction, roomId, List.of(added), Room.Role.MEMBER, clock.instant());
            return true;
        });
        return new Opened(one(actor, roomId), true);
    }

    /**
     * Sends somebody away, or leaves. A group whose owner leaves passes to whoever was there first; the last one takes
     * everything along.
     *
     * @return the room as it was before
     * @throws FlorinException {@link ProblemType#NOT_FOUND}, {@link ProblemType#FORBIDDEN},
     *     {@link ProblemType#MEMBERS_FIXED}
     */
    Room remove(String actor, UUID roomId, String removed) {
        return database.inTransaction(transaction -> {
            Room room = locked(transaction, actor, roomId);
            room.requireMayRemove(actor, removed);
            rooms.leave(transaction, roomId, removed);
            String successor = room.successorOf(removed).orElse(null);
            if (successor != null) {
                rooms.makeOwner(transaction, roomId, successor);
            }
            rooms.closeIfEmpty(transaction, roomId);
            return room;
        });
    }

    /** Locks a room for one of its members. */
    Room locked(Connection transaction, String userId, UUID roomId) throws SQLException {
        return rooms.lock(transaction, roomId).filter(room -> room.has(userId)).orElseThrow(RoomService::notFound);
    }

    /**
     * Of groups alone: how many conversations of two there are, contacts limit, and no group may keep anybody from one.
     */
    private void requireRoomFor(Connection transaction, List<String> users) throws SQLException {
        rooms.lockUsers(transaction, users);
        if (rooms.mostGroups(transaction, users) >= config.maxRooms()) {
            throw new FlorinException(
                    ProblemType.QUOTA_EXCEEDED, "A user is in " + config.maxRooms() + " groups at most.");
        }
    }

    private Instant readableSince() {
        return clock.instant().minus(config.kept());
    }

    private static FlorinException notFound() {
        return new FlorinException(ProblemType.NOT_FOUND, "There is no such conversation.");
    }
}
