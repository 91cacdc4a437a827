package dev.florin.notification.inbox;

import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** A row of {@code notification}, {@code latest} or {@code announcement}: what they have in common. */
final class NotificationRow {
    /** The columns that {@link #notice} reads. */
    static final String COLUMNS = "event_id, type, event_time, data";

    private NotificationRow() {}

    static Notice notice(ResultSet row, Place place, Instant acceptedAt) throws SQLException {
        return new Notice(
                row.getString("event_id"),
                row.getString("type"),
                instant(row, "event_time"),
                row.getString("data"),
                place,
                acceptedAt);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getTimestamp(column).toInstant();
    }

    static Optional<Instant> optionalInstant(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getTimestamp(column)).map(java.sql.Timestamp::toInstant);
    }
}
