package dev.florin.notification.chat;

import dev.florin.common.database.Database;
import dev.florin.common.page.TimeCursor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rooms and who is in them. Locks are taken in this order: users, room, inbox. */
@Singleton
class RoomStore {
    private static final String OF_USER = """
            SELECT r.room_id, r.kind, r.title, r.created_at, r.last_seq,
                   l.room_seq, l.message_id, l.client_message_id, l.sender_id, l.text, l.sent_at
            FROM chat_member m
            JOIN chat_room r ON r.room_id = m.room_id
            LEFT JOIN LATERAL (
                SELECT * FROM chat_message c
                WHERE c.room_id = r.room_id AND c.room_seq > m.from_seq AND c.sent_at > ?
                ORDER BY c.room_seq DESC LIMIT 1) AS l ON true
            CROSS JOIN LATERAL (SELECT date_trunc('milliseconds', coalesce(l.sent_at, r.created_at)) AS at) AS changed
            WHERE m.user_id = ? AND (?::uuid IS NULL OR m.room_id = ?) AND (changed.at, r.room_id) < (?, ?)
            ORDER BY changed.at DESC, r.room_id DESC
            LIMIT ?
            """;

    private final Database database;

    RoomStore(Database database) {
        this.database = database;
    }

    /**
     * The one with the newest message first, after the cursor, which knows milliseconds.
     *
     * @param since of the messages that can still be read
     */
    List<Room> of(String userId, Instant since, TimeCursor after, int limit) {
        return rooms(userId, null, since, after, limit);
    }

    /** Empty if there is no such room, or this user is not in it. */
    Optional<Room> one(String userId, UUID roomId, Instant since) {
        return rooms(userId, roomId, since, TimeCursor.of(null), 1).stream().findFirst();
    }

    private List<Room> rooms(String userId, @Nullable UUID roomId, Instant since, TimeCursor after, int limit) {
        return database.onConnection(connection -> {
            Map<UUID, List<Room.Member>> members = new HashMap<>();
            List<Room> bare = Database.list(
                    connection,
                    OF_USER,
                    statement -> {
                        statement.setTimestamp(1, Timestamp.from(since));
                        statement.setString(2, userId);
                        statement.setObject(3, roomId);
                        statement.setObject(4, roomId);
                        statement.setTimestamp(5, Timestamp.from(after.at()));
                        statement.setObject(6, after.id());
                        statement.setInt(7, limit);
                    },
                    row -> RoomRow.room(
                            row,
                            List.of(),
                            row.getObject("message_id") == null
                                    ? null
                                    : RoomRow.message(row).shown()));
            readMembers(connection, bare.stream().map(Room::roomId).toList(), members);
            return bare.stream()
                    .map(room -> new Room(
                            room.roomId(),
                            room.kind(),
                            room.title(),
                            room.createdAt(),
                            room.lastSeq(),
                            members.getOrDefault(room.roomId(), List.of()),
                            room.lastMessage()))
                    .toList();
        });
    }

    private static void readMembers(Connection connection, Collection<UUID> rooms, Map<UUID, List<Room.Member>> members)
            throws SQLException {
        Database.list(
                        connection,
                        "SELECT room_id, user_id, role, joined_at FROM chat_member WHERE room_id = ANY(?)",
                        statement -> statement.setArray(1, connection.createArrayOf("uuid", rooms.toArray())),
                        row -> Map.entry(row.getObject("room_id", UUID.class), RoomRow.member(row)))
                .forEach(entry -> members.computeIfAbsent(entry.getKey(), _ -> new ArrayList<>())
                        .add(entry.getValue()));
    }

    /** Locks a room until the transaction ends: nobody speaks, comes or goes meanwhile. Without its last message. */
    Optional<Room> lock(Connection transaction, UUID roomId) throws SQLException {
        List<Room> found = Database.list(
                transaction,
                "SELECT room_id, kind, title, created_at, last_seq FROM chat_room WHERE room_id = ? FOR UPDATE",
                statement -> statement.setObject(1, roomId),
                row -> RoomRow.room(row, List.of(), null));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Map<UUID, List<Room.Member>> members = new HashMap<>();
        readMembers(transaction, List.of(roomId), members);
        Room room = found.getFirst();
        return Optional.of(new Room(
                roomId,
                room.kind(),
                room.title(),
                room.createdAt(),
                room.lastSeq(),
                members.getOrDefault(roomId, List.of()),
                null));
    }

    /** Lets nobody else change the number of these users' rooms until the transaction ends. */
    void lockUsers(Connection transaction, Collection<String> users) throws SQLException {
        Database.list(
                transaction,
                """
                SELECT pg_advisory_xact_lock(hashtextextended('chat:' || u, 0))
                FROM (SELECT u FROM unnest(?::text[]) AS u ORDER BY hashtextextended('chat:' || u, 0)) AS ordered
                """,
                statement -> statement.setArray(1, transaction.createArrayOf("text", users.toArray(String[]::new))),
                row -> true);
    }

    /** @return the one with the most groups of these users has so many */
    int mostGroups(Connection transaction, Collection<String> users) throws SQLException {
        return Database.list(
                        transaction,
                        """
                        SELECT coalesce(max((
                            SELECT count(*) FROM chat_member m JOIN chat_room r ON r.room_id = m.room_id
                            WHERE m.user_id = u AND r.kind = 'group')), 0)
                        FROM unnest(?::text[]) AS u
                        """,
                        statement ->
                                statement.setArray(1, transaction.createArrayOf("text", users.toArray(String[]::new))),
                        row -> row.getInt(1))
                .getFirst();
    }

    /** @return false if there is one with this id */
    boolean open(Connection transaction, UUID roomId, RoomDraft draft, Instant now) throws SQLException {
        return Database.update(
                        transaction,
                        "INSERT INTO chat_room (room_id, kind, title, created_at) VALUES (?, lower(?), ?, ?)"
                                + " ON CONFLICT DO NOTHING",
                        statement -> {
                            statement.setObject(1, roomId);
                            statement.setString(2, draft.kind().name());
                            statement.setString(3, draft.title());
                            statement.setTimestamp(4, Timestamp.from(now));
                        })
                == 1;
    }

    /** Who comes sees what is said from now on. A member who is there already stays as they are. */
    void join(Connection transaction, UUID roomId, Collection<String> users, Room.Role role, Instant now)
            throws SQLException {
        Database.update(transaction, """
                INSERT INTO chat_member (room_id, user_id, role, joined_at, from_seq)
                SELECT r.room_id, u, lower(?), ?, r.last_seq FROM chat_room r, unnest(?::text[]) AS u
                WHERE r.room_id = ?
                ON CONFLICT DO NOTHING
                """, statement -> {
            statement.setString(1, role.name());
            statement.setTimestamp(2, Timestamp.from(now));
            statement.setArray(3, transaction.createArrayOf("text", users.toArray(String[]::new)));
            statement.setObject(4, roomId);
        });
    }

    void leave(Connection transaction, UUID roomId, String userId) throws SQLException {
        Database.update(transaction, "DELETE FROM chat_member WHERE room_id = ? AND user_id = ?", statement -> {
            statement.setObject(1, roomId);
            statement.setString(2, userId);
        });
    }

    void makeOwner(Connection transaction, UUID roomId, String userId) throws SQLException {
        Database.update(
                transaction, "UPDATE chat_member SET role = 'owner' WHERE room_id = ? AND user_id = ?", statement -> {
                    statement.setObject(1, roomId);
                    statement.setString(2, userId);
                });
    }

    /** A room nobody is in goes with all that was said there. */
    void closeIfEmpty(Connection transaction, UUID roomId) throws SQLException {
        Database.update(
                transaction,
                "DELETE FROM chat_room r WHERE room_id = ?"
                        + " AND NOT EXISTS (SELECT FROM chat_member m WHERE m.room_id = r.room_id)",
                statement -> statement.setObject(1, roomId));
    }
}
