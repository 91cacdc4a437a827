package dev.florin.notification.chat;

import dev.florin.common.event.ChatEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rows of the tables of chat, read. */
final class RoomRow {
    private RoomRow() {}

    /** @param members of {@code chat_room}'s row */
    static Room room(ResultSet row, List<Room.Member> members, ChatEvent.@Nullable ChatMessage last)
            throws SQLException {
        return new Room(
                row.getObject("room_id", UUID.class),
                kind(row),
                row.getString("title"),
                instant(row, "created_at"),
                row.getLong("last_seq"),
                members,
                last);
    }

    static Room.Member member(ResultSet row) throws SQLException {
        return new Room.Member(
                row.getString("user_id"),
                Room.Role.valueOf(row.getString("role").toUpperCase(Locale.ROOT)),
                instant(row, "joined_at"));
    }

    static Room.Kind kind(ResultSet row) throws SQLException {
        return Room.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT));
    }

    /** A row of {@code chat_message} with the kind of its room. */
    static Message message(ResultSet row) throws SQLException {
        return new Message(
                row.getObject("room_id", UUID.class),
                kind(row),
                row.getLong("room_seq"),
                row.getObject("message_id", UUID.class),
                row.getString("client_message_id"),
                row.getString("sender_id"),
                row.getString("text"),
                instant(row, "sent_at"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getTimestamp(column).toInstant();
    }
}
