package dev.florin.notification.channel;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Locale;

/** Reads what is known about a notification from the rows that were written on its way. */
@Singleton
class TimelineStore {
    private final Database database;

    TimelineStore(Database database) {
        this.database = database;
    }

    /** Empty if the user has no such notification. */
    List<Timeline.Step> of(String userId, String eventId) {
        return database.list(
                """
                WITH n AS MATERIALIZED (
                    SELECT user_id, seq, created_at, read_at FROM notification WHERE event_id = ? AND user_id = ?)
                SELECT event, at, channel, note FROM (
                    SELECT 'committed' AS event, created_at AS at, NULL AS channel, NULL AS note FROM n
                    UNION ALL
                    SELECT CASE WHEN d.escalated THEN 'escalated' ELSE 'queued' END, d.created_at, d.channel, NULL
                    FROM n JOIN delivery d ON d.user_id = n.user_id AND d.seq = n.seq
                    UNION ALL
                    SELECT d.state, d.finished_at, d.channel, d.note
                    FROM n JOIN delivery d ON d.user_id = n.user_id AND d.seq = n.seq WHERE d.state <> 'pending'
                    UNION ALL
                    SELECT 'sent', min(greatest(p.since, n.created_at)), 'socket', NULL
                    FROM n JOIN passage p ON p.user_id = n.user_id AND p.from_seq < n.seq AND p.to_seq >= n.seq
                    HAVING count(*) > 0
                    UNION ALL
                    (SELECT 'acked', a.acked_at, NULL, NULL
                    FROM n JOIN acknowledgement a
                      ON a.user_id = n.user_id AND a.seq >= n.seq AND a.from_seq < n.seq
                    ORDER BY a.acked_at NULLS FIRST LIMIT 1)
                    UNION ALL
                    SELECT 'read', read_at, NULL, NULL FROM n WHERE read_at IS NOT NULL
                ) steps
                ORDER BY event <> 'committed', at NULLS LAST, channel, event
                """,
                statement -> {
                    statement.setString(1, eventId);
                    statement.setString(2, userId);
                },
                TimelineStore::step);
    }

    private static Timeline.Step step(ResultSet row) throws SQLException {
        Timestamp at = row.getTimestamp("at");
        return new Timeline.Step(
                Timeline.Event.valueOf(row.getString("event").toUpperCase(Locale.ROOT)),
                at == null ? null : at.toInstant(),
                row.getString("channel"),
                row.getString("note"));
    }
}
