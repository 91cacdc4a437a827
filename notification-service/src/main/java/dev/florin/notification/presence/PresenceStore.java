package dev.florin.notification.presence;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What is known of who is there; many users at a time. */
@Singleton
class PresenceStore {
    private final Database database;

    PresenceStore(Database database) {
        this.database = database;
    }

    /** Locks these users' rows, in the order of their ids, until the transaction ends; makes those that are missing. */
    List<Presence> lock(Connection transaction, Collection<String> users, Instant now) throws SQLException {
        Database.update(transaction, """
                INSERT INTO presence (user_id, status, last_seen)
                SELECT u, 'offline', ? FROM unnest(?::text[]) AS u ORDER BY u ON CONFLICT DO NOTHING
                """, statement -> {
            statement.setTimestamp(1, Timestamp.from(now));
            statement.setArray(2, texts(transaction, users));
        });
        return Database.list(
                transaction,
                "SELECT " + PresenceRow.COLUMNS
                        + " FROM presence WHERE user_id = ANY(?) ORDER BY user_id FOR NO KEY UPDATE",
                statement -> statement.setArray(1, texts(transaction, users)),
                PresenceRow::presence);
    }

    void save(Connection transaction, List<Presence> changed) throws SQLException {
        Database.update(transaction, """
                UPDATE presence SET status = c.status,
                    last_seen = 'epoch'::timestamptz + c.seen_ms * interval '1 millisecond',
                    lost_at = 'epoch'::timestamptz + c.lost_ms * interval '1 millisecond'
                FROM unnest(?::text[], ?::text[], ?::bigint[], ?::bigint[]) AS c(user_id, status, seen_ms, lost_ms)
                WHERE presence.user_id = c.user_id
                """, statement -> {
            statement.setArray(1, array(transaction, "text", changed, Presence::userId));
            statement.setArray(
                    2, array(transaction, "text", changed, one -> one.status().wireName()));
            statement.setArray(
                    3,
                    array(transaction, "bigint", changed, one -> one.lastSeen().toEpochMilli()));
            statement.setArray(4, array(transaction, "bigint", changed, PresenceStore::lostMs));
        });
    }

    private static @Nullable Long lostMs(Presence presence) {
        return presence.lostAt() == null ? null : presence.lostAt().toEpochMilli();
    }

    Map<String, Presence> of(Collection<String> users) {
        Map<String, Presence> found = new HashMap<>();
        database.list(
                        "SELECT " + PresenceRow.COLUMNS + " FROM presence WHERE user_id = ANY(?)",
                        statement -> statement.setArray(1, texts(statement.getConnection(), users)),
                        PresenceRow::presence)
                .forEach(presence -> found.put(presence.userId(), presence));
        return found;
    }

    /** Whose time to come back is over, and of whom nothing was heard for long. */
    List<String> due(Instant lostBefore, Instant seenBefore, int limit) {
        return database.list(
                """
                (SELECT user_id FROM presence WHERE lost_at IS NOT NULL AND lost_at <= ? LIMIT ?)
                UNION
                (SELECT user_id FROM presence WHERE status <> 'offline' AND last_seen <= ? LIMIT ?)
                """,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(lostBefore));
                    statement.setInt(2, limit);
                    statement.setTimestamp(3, Timestamp.from(seenBefore));
                    statement.setInt(4, limit);
                },
                row -> row.getString(1));
    }

    /** The connections of these users whose client is away. */
    Set<UUID> away(Connection transaction, Collection<String> users) throws SQLException {
        return new HashSet<>(Database.list(
                transaction,
                "SELECT connection_id FROM presence_away WHERE user_id = ANY(?)",
                statement -> statement.setArray(1, texts(transaction, users)),
                row -> row.getObject(1, UUID.class)));
    }

    void setAway(UUID connection, String userId) {
        database.update(
                "INSERT INTO presence_away (connection_id, user_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                statement -> {
                    statement.setObject(1, connection);
                    statement.setString(2, userId);
                });
    }

    void setBack(UUID connection) {
        database.update(
                "DELETE FROM presence_away WHERE connection_id = ?", statement -> statement.setObject(1, connection));
    }

    /** Forgets connections that are no more. */
    void forgetAway(Connection transaction, Collection<UUID> connections) throws SQLException {
        if (!connections.isEmpty()) {
            Database.update(
                    transaction,
                    "DELETE FROM presence_away WHERE connection_id = ANY(?) AND said_at < now() - interval '1 minute'",
                    statement -> statement.setArray(1, array(transaction, "uuid", connections, Function.identity())));
        }
    }

    private static Array texts(Connection connection, Collection<String> texts) throws SQLException {
        return array(connection, "text", texts, Function.identity());
    }

    private static <T> Array array(
            Connection connection, String type, Collection<T> rows, Function<T, ? extends @Nullable Object> value)
            throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(value).toArray());
    }
}
