package dev.florin.notification.presence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.Locale;

/** A row of {@code presence}. */
final class PresenceRow {
    static final String COLUMNS = "user_id, status, last_seen, lost_at";

    private PresenceRow() {}

    static Presence presence(ResultSet row) throws SQLException {
        Timestamp lostAt = row.getTimestamp("lost_at");
        return new Presence(
                row.getString("user_id"),
                Presence.Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getTimestamp("last_seen").toInstant(),
                lostAt == null ? null : lostAt.toInstant());
    }
}
