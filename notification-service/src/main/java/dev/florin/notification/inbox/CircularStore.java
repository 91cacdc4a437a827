package dev.florin.notification.inbox;

import dev.florin.common.database.Database;
import dev.florin.common.event.EventType;
import dev.florin.common.event.Priority;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Critical messages to everyone, and how far each has come. */
@Singleton
class CircularStore {
    private static final String COLUMNS = NotificationRow.COLUMNS + ", priority, topic, traceparent";

    private final Database database;

    CircularStore(Database database) {
        this.database = database;
    }

    /**
     * One that is under way.
     *
     * @param reached the last user of this stage who has it; before all, an empty text
     */
    record Open(Arrival arrival, Stage stage, String reached) {}

    /** In their order. */
    enum Stage {
        CONNECTED("SELECT DISTINCT user_id FROM connection WHERE user_id > ? ORDER BY user_id LIMIT ?"),

        /**
         * Whoever was ever told something, was ever connected, said how to be reached, or has contacts: four walks
         * along primary keys, merged. It is the one place where the service asks for all its users.
         */
        KNOWN("""
            WITH step AS (SELECT ?::text AS reached, ?::int AS size)
            SELECT user_id FROM (
                (SELECT user_id FROM feed WHERE user_id > (SELECT reached FROM step)
                 ORDER BY user_id LIMIT (SELECT size FROM step))
                UNION
                (SELECT user_id FROM seen WHERE user_id > (SELECT reached FROM step)
                 ORDER BY user_id LIMIT (SELECT size FROM step))
                UNION
                (SELECT user_id FROM preference WHERE user_id > (SELECT reached FROM step)
                 ORDER BY user_id LIMIT (SELECT size FROM step))
                UNION
                (SELECT DISTINCT user_id FROM contact WHERE user_id > (SELECT reached FROM step)
                 ORDER BY user_id LIMIT (SELECT size FROM step))) known
            ORDER BY user_id LIMIT (SELECT size FROM step)
            """),
        DONE("");

        private final String users;

        Stage(String users) {
            this.users = users;
        }

        Stage next() {
            return this == CONNECTED ? KNOWN : DONE;
        }

        private String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    void add(Connection transaction, Arrival arrival, Instant now) throws SQLException {
        Database.update(transaction, """
                INSERT INTO circular (event_id, type, priority, topic, data, event_time, created_at, traceparent)
                VALUES (?, ?, ?, ?, ?::json, ?, ?, ?)
                """, statement -> {
            statement.setString(1, arrival.id());
            statement.setString(2, arrival.type().wireName());
            statement.setString(3, arrival.priority().wireName());
            statement.setString(4, arrival.topic());
            statement.setString(5, arrival.data());
            statement.setTimestamp(6, Timestamp.from(arrival.time()));
            statement.setTimestamp(7, Timestamp.from(now));
            statement.setString(8, arrival.traceparent());
        });
    }

    /**
     * Takes one that is under way until the transaction ends, and passes by what another node has taken. Those come
     * first whose connected users wait: the stages are in the order of their names.
     */
    Optional<Open> take(Connection transaction) throws SQLException {
        return Database.list(
                        transaction,
                        "SELECT " + COLUMNS + """
                        , stage, reached FROM circular WHERE stage <> 'done'
                        ORDER BY stage, created_at LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
                        """,
                        Database.Binder.NOTHING,
                        row -> new Open(
                                arrival(row),
                                Stage.valueOf(row.getString("stage").toUpperCase(Locale.ROOT)),
                                row.getString("reached")))
                .stream()
                .findFirst();
    }

    /** The next users of its stage, in their order. */
    List<String> users(Connection transaction, Open open, int max) throws SQLException {
        return Database.list(
                transaction,
                open.stage().users,
                statement -> {
                    statement.setString(1, open.reached());
                    statement.setInt(2, max);
                },
                row -> row.getString(1));
    }

    void reached(Connection transaction, String eventId, Stage stage, String reached) throws SQLException {
        Database.update(transaction, "UPDATE circular SET stage = ?, reached = ? WHERE event_id = ?", statement -> {
            statement.setString(1, stage.wireName());
            statement.setString(2, reached);
            statement.setString(3, eventId);
        });
    }

    /** Those since then, whether they are under way or done, for nobody yet. */
    List<Arrival> since(Connection transaction, Instant since) throws SQLException {
        return Database.list(
                transaction,
                "SELECT " + COLUMNS + " FROM circular WHERE created_at > ? ORDER BY created_at, event_id",
                statement -> statement.setTimestamp(1, Timestamp.from(since)),
                CircularStore::arrival);
    }

    private static Arrival arrival(ResultSet row) throws SQLException {
        return new Arrival(
                row.getString("event_id"),
                EventType.ofWireName(row.getString("type")),
                NotificationRow.instant(row, "event_time"),
                row.getString("data"),
                Priority.valueOf(row.getString("priority").toUpperCase(Locale.ROOT)),
                List.of(),
                row.getString("topic"),
                row.getString("traceparent"),
                Optional.empty());
    }

    int forget(Instant before) {
        return database.update(
                "DELETE FROM circular WHERE created_at < ? AND stage = 'done'",
                statement -> statement.setTimestamp(1, Timestamp.from(before)));
    }
}
