package dev.florin.notification.inbox;

import dev.florin.common.database.Database;
import dev.florin.common.event.Priority;
import jakarta.inject.Singleton;
import java.util.List;

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
                SELECT %s FROM notification
                WHERE user_id = ? AND archived_at IS NULL AND seq > ? AND seq < ?
                  AND (NOT ? OR read_at IS NULL)
                  AND (?::text IS NULL OR type = ?)
                  AND (?::text IS NULL OR priority = ?)
                ORDER BY seq %s LIMIT ?
                """.formatted(NotificationRow.INBOX_COLUMNS, order),
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
                NotificationRow::notification);
    }
}
