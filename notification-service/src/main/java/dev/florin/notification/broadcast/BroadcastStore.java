package dev.florin.notification.broadcast;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.database.Database;
import dev.florin.common.json.Json;
import dev.florin.common.page.TimeCursor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The record of what was said. */
@Singleton
class BroadcastStore {
    private static final String COLUMNS = "broadcast_id, admin_id, type, data, audience, users_notified, created_at";

    private final Database database;

    BroadcastStore(Database database) {
        this.database = database;
    }

    /** @return false if there is one with this id; of two at once, the second waits for the first */
    boolean add(Connection transaction, Broadcast broadcast) throws SQLException {
        return Database.update(
                        transaction,
                        "INSERT INTO broadcast (" + COLUMNS
                                + ") VALUES (?, ?, ?, ?::jsonb, ?::jsonb, ?, ?) ON CONFLICT DO NOTHING",
                        statement -> {
                            statement.setObject(1, broadcast.broadcastId());
                            statement.setString(2, broadcast.admin());
                            statement.setString(3, broadcast.type());
                            statement.setString(4, broadcast.data().toString());
                            statement.setString(5, broadcast.audience().toString());
                            statement.setLong(6, broadcast.usersNotified());
                            statement.setTimestamp(7, Timestamp.from(broadcast.createdAt()));
                        })
                == 1;
    }

    Optional<Broadcast> one(Connection transaction, UUID id) throws SQLException {
        return Database.list(
                        transaction,
                        "SELECT " + COLUMNS + " FROM broadcast WHERE broadcast_id = ?",
                        statement -> statement.setObject(1, id),
                        BroadcastStore::broadcast)
                .stream()
                .findFirst();
    }

    /** Newest first, after the cursor, which knows milliseconds. */
    List<Broadcast> newest(TimeCursor after, int limit) {
        return database.list(
                "SELECT " + COLUMNS + """
                 FROM (SELECT *, date_trunc('milliseconds', created_at) AS at FROM broadcast) said
                WHERE (at, broadcast_id) < (?, ?)
                ORDER BY at DESC, broadcast_id DESC LIMIT ?
                """,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(after.at()));
                    statement.setObject(2, after.id());
                    statement.setInt(3, limit);
                },
                BroadcastStore::broadcast);
    }

    /**
     * Whose connections are looked at.
     *
     * @param users null for everybody's
     * @param since of what was said after it
     */
    record Missed(@Nullable List<String> users, Instant since) {
        static Missed by(List<String> users, Instant since) {
            return new Missed(users, since);
        }

        static Missed byAnybody(Instant since) {
            return new Missed(null, since);
        }
    }

    /** Somebody who is connected with a role and was not told what was said to it. */
    record Latecomer(Broadcast missed, String userId) {}

    /**
     * In the order in which it was said, on whichever node they are connected. The condition on users is left out where
     * everybody is looked at: one that may be null would be planned as if it were.
     */
    List<Latecomer> latecomers(Connection transaction, Missed missed, int max) throws SQLException {
        List<String> users = missed.users();
        return Database.list(
                transaction,
                """
                SELECT %s, user_id FROM broadcast b
                CROSS JOIN LATERAL (
                    SELECT DISTINCT user_id FROM connection WHERE b.audience ->> 'role' = ANY(roles) %s) AS there
                WHERE b.created_at > ? AND b.audience ->> 'role' IS NOT NULL
                  AND NOT EXISTS (
                    SELECT FROM notification n WHERE n.user_id = there.user_id AND n.event_id = b.broadcast_id::text)
                ORDER BY b.created_at, b.broadcast_id, there.user_id LIMIT ?
                """.formatted(COLUMNS, users == null ? "" : "AND user_id = ANY(?)"),
                statement -> {
                    int next = 1;
                    if (users != null) {
                        statement.setArray(next++, transaction.createArrayOf("text", users.toArray(String[]::new)));
                    }
                    statement.setTimestamp(next++, Timestamp.from(missed.since()));
                    statement.setInt(next, max);
                },
                row -> new Latecomer(broadcast(row), row.getString("user_id")));
    }

    private static Broadcast broadcast(ResultSet row) throws SQLException {
        return new Broadcast(
                row.getObject("broadcast_id", UUID.class),
                row.getString("admin_id"),
                row.getString("type"),
                json(row.getString("data")),
                json(row.getString("audience")),
                row.getLong("users_notified"),
                row.getTimestamp("created_at").toInstant());
    }

    private static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
