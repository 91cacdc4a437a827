package dev.florin.notification.inbox;

import dev.florin.common.event.Priority;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** A row of {@code notification}, {@code latest} or {@code announcement}: what they have in common. */
final class NotificationRow {
    /** The columns that {@link #notice} reads. */
    static final String COLUMNS = "event_id, type, event_time, data, traceparent";

    /** The columns that {@link #notification} reads. */
    static final String INBOX_COLUMNS = "seq, event_id, type, priority, data, created_at, read_at, archived_at";

    private NotificationRow() {}

    static Notification notification(ResultSet row) throws SQLException {
        return new Notification(
                row.getString("event_id"),
                row.getLong("seq"),
                row.getString("type"),
                Priority.valueOf(row.getString("priority").toUpperCase(Locale.ROOT)),
                row.getString("data"),
                instant(row, "created_at"),
                optionalInstant(row, "read_at").orElse(null),
                optionalInstant(row, "archived_at").orElse(null));
    }

    static Notice notice(ResultSet row, Place place, Instant acceptedAt) throws SQLException {
        return new Notice(
                row.getString("event_id"),
                row.getString("type"),
                instant(row, "event_time"),
                row.getString("data"),
                place,
                acceptedAt,
                row.getString("traceparent"));
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getTimestamp(column).toInstant();
    }

    static Optional<Instant> optionalInstant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(java.sql.Timestamp::toInstant);
    }
}
