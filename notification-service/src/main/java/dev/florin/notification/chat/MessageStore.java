package dev.florin.notification.chat;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What was said. */
@Singleton
class MessageStore {
    private static final String COLUMNS =
            "c.room_id, r.kind, c.room_seq, c.message_id, c.client_message_id, c.sender_id, c.text, c.sent_at";

    private final Database database;

    MessageStore(Database database) {
        this.database = database;
    }

    /** What a client sent under this name before. */
    Optional<Message> earlier(Connection transaction, UUID roomId, String senderId, String clientMessageId)
            throws SQLException {
        return Database.list(
                        transaction,
                        "SELECT " + COLUMNS + " FROM chat_message c JOIN chat_room r ON r.room_id = c.room_id"
                                + " WHERE c.room_id = ? AND c.sender_id = ? AND c.client_message_id = ?",
                        statement -> {
                            statement.setObject(1, roomId);
                            statement.setString(2, senderId);
                            statement.setString(3, clientMessageId);
                        },
                        RoomRow::message)
                .stream()
                .findFirst();
    }

    /** When a user sent the so many last message, in whatever room; empty if there were fewer since. */
    Optional<Instant> sentAt(Connection transaction, String senderId, int last, Instant since) throws SQLException {
        return Database.list(
                        transaction,
                        """
                        SELECT sent_at FROM chat_message WHERE sender_id = ? AND sent_at > ?
                        ORDER BY sent_at DESC OFFSET ? LIMIT 1
                        """,
                        statement -> {
                            statement.setString(1, senderId);
                            statement.setTimestamp(2, Timestamp.from(since));
                            statement.setInt(3, last - 1);
                        },
                        row -> row.getTimestamp(1).toInstant())
                .stream()
                .findFirst();
    }

    /** Appends to a room that is locked. */
    void append(Connection transaction, Message message) throws SQLException {
        Database.update(transaction, """
                WITH room AS (UPDATE chat_room SET last_seq = ? WHERE room_id = ?)
                INSERT INTO chat_message
                    (room_id, room_seq, message_id, sender_id, client_message_id, text, sent_at)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """, statement -> {
            statement.setLong(1, message.roomSeq());
            statement.setObject(2, message.roomId());
            statement.setObject(3, message.roomId());
            statement.setLong(4, message.roomSeq());
            statement.setObject(5, message.messageId());
            statement.setString(6, message.senderId());
            statement.setString(7, message.clientMessageId());
            statement.setString(8, message.text());
            statement.setTimestamp(9, Timestamp.from(message.sentAt()));
        });
    }

    /**
     * What a member may read of a room after a position, oldest first.
     *
     * @param shown of the last messages
     */
    List<Message> list(UUID roomId, String userId, long after, int shown, int limit, Instant since) {
        return database.list(
                "SELECT " + COLUMNS + """
                 FROM chat_member m
                JOIN chat_room r ON r.room_id = m.room_id
                JOIN chat_message c ON c.room_id = m.room_id
                    AND c.room_seq > greatest(?, m.from_seq, r.last_seq - ?) AND c.sent_at > ?
                WHERE m.room_id = ? AND m.user_id = ?
                ORDER BY c.room_seq LIMIT ?
                """,
                statement -> {
                    statement.setLong(1, after);
                    statement.setInt(2, shown);
                    statement.setTimestamp(3, Timestamp.from(since));
                    statement.setObject(4, roomId);
                    statement.setString(5, userId);
                    statement.setInt(6, limit);
                },
                RoomRow::message);
    }

    /** @return how many were deleted; fewer than {@code limit} if no more are old */
    int forget(Instant before, int limit) {
        return database.update("""
                DELETE FROM chat_message WHERE (room_id, room_seq) IN (
                    SELECT room_id, room_seq FROM chat_message WHERE sent_at < ? LIMIT ?)
                """, statement -> {
            statement.setTimestamp(1, Timestamp.from(before));
            statement.setInt(2, limit);
        });
    }
}
