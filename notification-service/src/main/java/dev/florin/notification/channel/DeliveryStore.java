package dev.florin.notification.channel;

import dev.florin.common.database.Database;
import dev.florin.common.event.Priority;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Place;
import dev.florin.notification.preference.Channel;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** Deliveries: written with their notifications, taken for a while by one node, finished or put off. */
@Singleton
class DeliveryStore {
    private static final String TAKEN = """
            RETURNING d.user_id, d.seq, d.channel, d.digest, d.attempts,
                      n.event_id, n.type, n.priority, n.event_time, n.data, n.created_at
            """;

    private final Database database;

    DeliveryStore(Database database) {
        this.database = database;
    }

    /** Repeats change nothing: one delivery per notification and channel. */
    int insert(Connection transaction, Collection<Delivery.Planned> planned, boolean escalated, Instant now)
            throws SQLException {
        return Database.update(transaction, """
                INSERT INTO delivery (user_id, seq, channel, digest, escalated, due_at, created_at)
                SELECT user_id, seq, channel, digest, ?, 'epoch'::timestamptz + due_ms * interval '1 millisecond', ?
                FROM unnest(?::text[], ?::bigint[], ?::text[], ?::boolean[], ?::bigint[])
                    AS p(user_id, seq, channel, digest, due_ms)
                ON CONFLICT DO NOTHING
                """, statement -> {
            statement.setBoolean(1, escalated);
            statement.setTimestamp(2, Timestamp.from(now));
            bindKeys(statement, 3, planned.stream().map(Delivery.Planned::key).toList());
            statement.setArray(6, array(statement, "boolean", planned, Delivery.Planned::digest));
            statement.setArray(
                    7, array(statement, "bigint", planned, one -> one.dueAt().toEpochMilli()));
        });
    }

    /** Takes what is due, the longest waiting first, away from all others until {@code leaseEnd}. */
    List<Delivery.Taken> take(int max, Instant now, Instant leaseEnd) {
        return database.list(
                """
                WITH due AS MATERIALIZED (
                    SELECT user_id, seq, channel FROM delivery
                    WHERE state = 'pending' AND NOT digest AND due_at <= ?
                    ORDER BY due_at LIMIT ? FOR UPDATE SKIP LOCKED)
                UPDATE delivery d SET due_at = ?, attempts = attempts + 1
                FROM due JOIN notification n ON n.user_id = due.user_id AND n.seq = due.seq
                WHERE d.user_id = due.user_id AND d.seq = due.seq AND d.channel = due.channel
                """ + TAKEN,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(now));
                    statement.setInt(2, max);
                    statement.setTimestamp(3, Timestamp.from(leaseEnd));
                },
                DeliveryStore::taken);
    }

    /**
     * Takes the digests of some users: of each all that is due, so that it becomes one message. The lock on the users'
     * preferences keeps two nodes from taking a part each.
     */
    List<Delivery.Taken> takeDigests(int maxUsers, Instant now, Instant leaseEnd) {
        return database.list(
                """
                WITH reader AS MATERIALIZED (
                    SELECT p.user_id FROM preference p
                    WHERE p.user_id IN (
                        SELECT user_id FROM delivery WHERE state = 'pending' AND digest AND due_at <= ? LIMIT ?)
                    FOR NO KEY UPDATE SKIP LOCKED)
                UPDATE delivery d SET due_at = ?, attempts = attempts + 1
                FROM reader, notification n
                WHERE d.user_id = reader.user_id AND d.state = 'pending' AND d.digest AND d.due_at <= ?
                  AND n.user_id = d.user_id AND n.seq = d.seq
                """ + TAKEN,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(now));
                    statement.setInt(2, maxUsers);
                    statement.setTimestamp(3, Timestamp.from(leaseEnd));
                    statement.setTimestamp(4, Timestamp.from(now));
                },
                DeliveryStore::taken);
    }

    private static Delivery.Taken taken(ResultSet row) throws SQLException {
        Delivery.Key key = new Delivery.Key(
                row.getString("user_id"), row.getLong("seq"), Channel.ofWireName(row.getString("channel")));
        Notice notice = new Notice(
                row.getString("event_id"),
                row.getString("type"),
                row.getTimestamp("event_time").toInstant(),
                row.getString("data"),
                new Place.Stream(key.seq()),
                row.getTimestamp("created_at").toInstant());
        Priority priority = Priority.valueOf(row.getString("priority").toUpperCase(Locale.ROOT));
        return new Delivery.Taken(key, row.getBoolean("digest"), row.getInt("attempts"), priority, notice);
    }

    /** @param note what went wrong, if something did */
    void finish(Collection<Delivery.Key> keys, boolean sent, String note, Instant now) {
        settle(
                """
                UPDATE delivery d SET state = ?, note = nullif(?, ''), finished_at = ?
                FROM unnest(?::text[], ?::bigint[], ?::text[]) AS k(user_id, seq, channel)
                WHERE d.user_id = k.user_id AND d.seq = k.seq AND d.channel = k.channel AND d.state = 'pending'
                """,
                keys,
                statement -> {
                    statement.setString(1, sent ? "sent" : "failed");
                    statement.setString(2, note);
                    statement.setTimestamp(3, Timestamp.from(now));
                },
                4);
    }

    void putOff(Collection<Delivery.Key> keys, Instant until, String note) {
        settle(
                """
                UPDATE delivery d SET due_at = ?, note = ?
                FROM unnest(?::text[], ?::bigint[], ?::text[]) AS k(user_id, seq, channel)
                WHERE d.user_id = k.user_id AND d.seq = k.seq AND d.channel = k.channel AND d.state = 'pending'
                """,
                keys,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(until));
                    statement.setString(2, note);
                },
                3);
    }

    private void settle(String sql, Collection<Delivery.Key> keys, Database.Binder first, int keysFrom) {
        database.update(sql, statement -> {
            first.bind(statement);
            bindKeys(statement, keysFrom, keys);
        });
    }

    private static void bindKeys(PreparedStatement statement, int from, Collection<Delivery.Key> keys)
            throws SQLException {
        statement.setArray(from, array(statement, "text", keys, Delivery.Key::userId));
        statement.setArray(from + 1, array(statement, "bigint", keys, Delivery.Key::seq));
        statement.setArray(
                from + 2, array(statement, "text", keys, key -> key.channel().wireName()));
    }

    private static <T> java.sql.Array array(
            PreparedStatement statement, String type, Collection<T> rows, Function<T, Object> value)
            throws SQLException {
        return statement
                .getConnection()
                .createArrayOf(type, rows.stream().map(value).toArray());
    }
}
