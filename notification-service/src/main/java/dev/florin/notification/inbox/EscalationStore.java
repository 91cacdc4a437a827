package dev.florin.notification.inbox;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Finds what has to escalate, once per channel, whoever looks. */
@Singleton
class EscalationStore {
    private final Database database;

    EscalationStore(Database database) {
        this.database = database;
    }

    /**
     * What a look has found.
     *
     * @param due how many there were, at most as many as were asked for
     * @param added how many of them nobody had found before
     * @param last when the last of them was created; the beginning of the look if there were none
     */
    record Found(int due, int added, Instant last) {}

    /**
     * Writes down which critical notifications are due for a channel: neither acknowledged nor read within the time.
     *
     * @param from only those created since then, the oldest first
     */
    Found find(Escalation.Channel channel, Duration after, Instant from, Instant now, int max) {
        return database.first(
                        """
                WITH due AS (
                    SELECT n.user_id, n.seq, n.created_at
                    FROM notification n
                    WHERE n.priority = 'critical' AND n.created_at >= ? AND n.created_at <= ?
                      AND n.read_at IS NULL AND n.archived_at IS NULL
                      AND NOT EXISTS (
                        SELECT FROM acknowledgement a
                        WHERE a.user_id = n.user_id AND a.seq >= n.seq AND a.from_seq < n.seq)
                      AND NOT EXISTS (
                        SELECT FROM escalation e WHERE e.user_id = n.user_id AND e.seq = n.seq AND e.channel = ?)
                    ORDER BY n.created_at LIMIT ?),
                added AS (
                    INSERT INTO escalation (user_id, seq, channel, due_at)
                    SELECT user_id, seq, ?, created_at + ? * interval '1 millisecond' FROM due
                    ON CONFLICT DO NOTHING
                    RETURNING seq)
                SELECT (SELECT count(*) FROM due), (SELECT count(*) FROM added), (SELECT max(created_at) FROM due)
                """,
                        statement -> {
                            statement.setTimestamp(1, Timestamp.from(from));
                            statement.setTimestamp(2, Timestamp.from(now.minus(after)));
                            statement.setString(3, channel.wireName());
                            statement.setInt(4, max);
                            statement.setString(5, channel.wireName());
                            statement.setLong(6, after.toMillis());
                        },
                        row -> {
                            Timestamp last = row.getTimestamp(3);
                            return new Found(row.getInt(1), row.getInt(2), last == null ? from : last.toInstant());
                        })
                .orElseThrow();
    }

    /**
     * Hands over what is open, longest due first, and passes by what another node is handing over.
     *
     * @return how many
     */
    int handOver(EscalationSink sink, Instant now, int max) {
        return database.inTransaction(transaction -> {
            List<Escalation> open = claim(transaction, max);
            if (!open.isEmpty()) {
                sink.escalate(transaction, open);
                close(transaction, open, now);
            }
            return open.size();
        });
    }

    private static List<Escalation> claim(Connection transaction, int max) throws SQLException {
        return Database.list(
                transaction,
                """
                SELECT user_id, seq, channel FROM escalation WHERE done_at IS NULL
                ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED
                """,
                statement -> statement.setInt(1, max),
                row -> new Escalation(
                        row.getString("user_id"),
                        row.getLong("seq"),
                        Escalation.Channel.valueOf(row.getString("channel").toUpperCase(Locale.ROOT))));
    }

    private static void close(Connection transaction, List<Escalation> escalations, Instant now) throws SQLException {
        Database.update(transaction, """
                UPDATE escalation SET done_at = ?
                FROM unnest(?::text[], ?::bigint[], ?::text[]) AS d(user_id, seq, channel)
                WHERE escalation.user_id = d.user_id AND escalation.seq = d.seq AND escalation.channel = d.channel
                """, statement -> {
            statement.setTimestamp(1, Timestamp.from(now));
            statement.setArray(
                    2,
                    transaction.createArrayOf(
                            "text", escalations.stream().map(Escalation::userId).toArray()));
            statement.setArray(
                    3,
                    transaction.createArrayOf(
                            "bigint", escalations.stream().map(Escalation::seq).toArray()));
            statement.setArray(
                    4,
                    transaction.createArrayOf(
                            "text",
                            escalations.stream()
                                    .map(escalation -> escalation.channel().wireName())
                                    .toArray()));
        });
    }

    /** Those that can no longer be found twice. */
    int forget(Instant dueBefore) {
        return database.update(
                "DELETE FROM escalation WHERE due_at < ?",
                statement -> statement.setTimestamp(1, Timestamp.from(dueBefore)));
    }
}
