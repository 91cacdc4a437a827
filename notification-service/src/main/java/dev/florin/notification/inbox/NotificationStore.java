package dev.florin.notification.inbox;

import dev.florin.common.database.Database;
import dev.florin.common.event.Priority;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The inbox as its owner sees it. */
@Singleton
class NotificationStore {
    private final Database database;

    NotificationStore(Database database) {
        this.database = database;
    }

    /** One row more than {@code query} asks for, if there is one: so the caller knows whether it goes on. */
    List<Notification> list(String userId, InboxQuery query) {
        String order = query.ascending() ? "ASC" : "DESC";
        return database.list(
                """
                SELECT seq, event_id, type, priority, data, created_at, read_at FROM notification
                WHERE user_id = ? AND archived_at IS NULL AND seq > ? AND seq < ?
                  AND (NOT ? OR read_at IS NULL)
                  AND (?::text IS NULL OR type = ?)
                  AND (?::text IS NULL OR priority = ?)
                ORDER BY seq %s LIMIT ?
                """.formatted(order),
                statement -> {
                    String priority = query.priority().map(Priority::wireName).orElse(null);
                    statement.setString(1, userId);
                    statement.setLong(2, query.after());
                    statement.setLong(3, query.before());
                    statement.setBoolean(4, query.unread());
                    statement.setString(5, query.type().orElse(null));
                    statement.setString(6, query.type().orElse(null));
                    statement.setString(7, priority);
                    statement.setString(8, priority);
                    statement.setInt(9, query.limit() + 1);
                },
                NotificationStore::notification);
    }

    /** Counted, not kept: a counter beside the rows could drift from them. Both numbers are of one moment. */
    Notification.Unread unread(String userId) {
        return database.first(
                        """
                        SELECT (SELECT count(*) FROM notification
                                WHERE user_id = ? AND read_at IS NULL AND archived_at IS NULL),
                               coalesce((SELECT last_seq FROM feed WHERE user_id = ?), 0)
                        """,
                        statement -> {
                            statement.setString(1, userId);
                            statement.setString(2, userId);
                        },
                        row -> new Notification.Unread(row.getLong(1), row.getLong(2)))
                .orElseThrow();
    }

    /** @return the notification; empty if this user has none with this id. The first reading is the one that counts. */
    Optional<Notification> read(String userId, String id, Instant now) {
        return database.first(
                """
                UPDATE notification SET read_at = coalesce(read_at, ?) WHERE event_id = ? AND user_id = ?
                RETURNING seq, event_id, type, priority, data, created_at, read_at
                """,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(now));
                    statement.setString(2, id);
                    statement.setString(3, userId);
                },
                NotificationStore::notification);
    }

    private static Notification notification(ResultSet row) throws SQLException {
        return new Notification(
                row.getString("event_id"),
                row.getLong("seq"),
                row.getString("type"),
                Priority.valueOf(row.getString("priority").toUpperCase(Locale.ROOT)),
                row.getString("data"),
                NotificationRow.instant(row, "created_at"),
                NotificationRow.optionalInstant(row, "read_at").orElse(null));
    }
}
