package dev.florin.notification.inbox;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What ingest reads and writes: whole batches as arrays, in two round trips beside the commit. Statements joined by a
 * semicolon travel together and still each see what was committed before they began, which is what makes the read after
 * the lock right.
 */
@Singleton
class IngestStore {
    private static final String LOCK_AND_READ = Database.PLANNED_ONCE + """
            SELECT user_id, last_seq, revision FROM feed WHERE user_id = ANY(?) ORDER BY user_id FOR NO KEY UPDATE;
            SELECT n.event_id, n.user_id
            FROM unnest(?::text[], ?::text[]) AS d(event_id, user_id)
            JOIN notification n ON n.event_id = d.event_id AND n.user_id = d.user_id;
            SELECT l.user_id, l.key, l.version
            FROM unnest(?::text[], ?::text[]) AS v(user_id, key)
            JOIN latest l ON l.user_id = v.user_id AND l.key = v.key
            """;

    /** What is told under an escrow's topic entitles its audience to follow that escrow. */
    private static final String WRITE = """
            UPDATE feed SET last_seq = c.last_seq, revision = c.revision
            FROM unnest(?::text[], ?::bigint[], ?::bigint[]) AS c(user_id, last_seq, revision)
            WHERE feed.user_id = c.user_id;
            WITH kept AS (
                INSERT INTO notification
                    (user_id, seq, event_id, type, priority, topic, data, event_time, created_at, traceparent)
                SELECT user_id, seq, event_id, type, priority, topic, data::json,
                       'epoch'::timestamptz + event_ms * interval '1 millisecond',
                       'epoch'::timestamptz + ? * interval '1 millisecond', traceparent
                FROM unnest(?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[],
                            ?::text[])
                    AS n(user_id, seq, event_id, type, priority, topic, data, event_ms, traceparent)
                RETURNING user_id, topic)
            INSERT INTO topic_grant AS g (user_id, topic)
            SELECT DISTINCT user_id, topic FROM kept WHERE topic LIKE 'escrow:%' ORDER BY user_id, topic
            ON CONFLICT (user_id, topic) DO UPDATE SET granted_at = EXCLUDED.granted_at
            WHERE g.granted_at < EXCLUDED.granted_at - interval '1 day'
            """;

    private static final String REPLACE_VALUES = """
            INSERT INTO latest (user_id, key, version, event_id, type, priority, topic, data, event_time, traceparent)
            SELECT user_id, key, version, event_id, type, priority, topic, data::json,
                   'epoch'::timestamptz + event_ms * interval '1 millisecond', traceparent
            FROM unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
                        ?::bigint[], ?::text[])
                AS v(user_id, key, version, event_id, type, priority, topic, data, event_ms, traceparent)
            ON CONFLICT (user_id, key) DO UPDATE SET
                version = EXCLUDED.version, event_id = EXCLUDED.event_id, type = EXCLUDED.type,
                priority = EXCLUDED.priority, topic = EXCLUDED.topic, data = EXCLUDED.data,
                event_time = EXCLUDED.event_time, traceparent = EXCLUDED.traceparent
            WHERE latest.version < EXCLUDED.version
            """;

    private final Database database;

    IngestStore(Database database) {
        this.database = database;
    }

    /** Those of these users who have no feed. */
    List<String> withoutFeed(Collection<String> users) {
        return database.list(
                """
                SELECT u FROM unnest(?::text[]) AS u LEFT JOIN feed f ON f.user_id = u WHERE f.user_id IS NULL ORDER BY u
                """,
                statement -> statement.setArray(1, texts(statement.getConnection(), users, Function.identity())),
                row -> row.getString(1));
    }

    /**
     * Gives users a feed who have none yet; in order, like every lock here. The board is locked against a circular that
     * comes at the same time: it either finds these users, or is found by them.
     *
     * @return who has one only now
     */
    List<String> openFeeds(Connection transaction, Collection<String> users) throws SQLException {
        Database.list(transaction, "SELECT 1 FROM board FOR KEY SHARE", Database.Binder.NOTHING, row -> row.getInt(1));
        return Database.list(
                transaction,
                """
                INSERT INTO feed (user_id) SELECT u FROM unnest(?::text[]) AS u ORDER BY u
                ON CONFLICT DO NOTHING RETURNING user_id
                """,
                statement -> statement.setArray(1, texts(transaction, users, Function.identity())),
                row -> row.getString(1));
    }

    /**
     * Locks the feeds of these users, in the order of their ids, until the transaction ends, and reads what a batch may
     * meet. A user without a feed is missing in the answer.
     */
    Ingest.Before lock(
            Connection transaction,
            Collection<String> users,
            List<Ingest.Delivery> deliveries,
            Collection<Ingest.Value> values)
            throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(LOCK_AND_READ)) {
            statement.setArray(1, texts(transaction, users, Function.identity()));
            statement.setArray(2, texts(transaction, deliveries, Ingest.Delivery::eventId));
            statement.setArray(3, texts(transaction, deliveries, Ingest.Delivery::userId));
            statement.setArray(4, texts(transaction, values, Ingest.Value::userId));
            statement.setArray(5, texts(transaction, values, Ingest.Value::key));
            statement.execute();
            Map<String, Ingest.FeedState> feeds = new HashMap<>();
            Database.nextResult(
                    statement,
                    row -> feeds.put(row.getString(1), new Ingest.FeedState(row.getLong(2), row.getLong(3))));
            Set<Ingest.Delivery> delivered = new HashSet<>(
                    Database.nextResult(statement, row -> new Ingest.Delivery(row.getString(1), row.getString(2))));
            Map<Ingest.Value, Long> versions = new HashMap<>();
            Database.nextResult(
                    statement,
                    row -> versions.put(new Ingest.Value(row.getString(1), row.getString(2)), row.getLong(3)));
            return new Ingest.Before(feeds, delivered, versions, Set.of());
        }
    }

    /** A user has read these already. */
    void markRead(Connection transaction, String userId, Collection<Arrival> arrivals, Instant now)
            throws SQLException {
        Database.update(
                transaction,
                "UPDATE notification SET read_at = ? WHERE user_id = ? AND event_id = ANY(?) AND read_at IS NULL",
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(now));
                    statement.setString(2, userId);
                    statement.setArray(3, texts(transaction, arrivals, Arrival::id));
                });
    }

    /** Locks the board, until the transaction ends, and says which of these everyone was told already. */
    Set<String> lockBoard(Connection transaction, Collection<String> eventIds) throws SQLException {
        Database.list(transaction, "SELECT 1 FROM board FOR UPDATE", Database.Binder.NOTHING, row -> row.getInt(1));
        return new HashSet<>(Database.list(
                transaction,
                """
                WITH asked AS (SELECT unnest(?::text[]) AS event_id)
                SELECT event_id FROM asked JOIN announcement USING (event_id)
                UNION ALL
                SELECT event_id FROM asked JOIN circular USING (event_id)
                """,
                statement -> statement.setArray(1, texts(transaction, eventIds, Function.identity())),
                row -> row.getString(1)));
    }

    void write(Connection transaction, Ingest.Changes changes, Instant now) throws SQLException {
        List<Ingest.NewNotification> rows = changes.notifications();
        Set<Map.Entry<String, Ingest.FeedState>> feeds = changes.feeds().entrySet();
        Database.update(transaction, WRITE, statement -> {
            statement.setArray(1, texts(transaction, feeds, Map.Entry::getKey));
            statement.setArray(
                    2, longs(transaction, feeds, feed -> feed.getValue().lastSeq()));
            statement.setArray(
                    3, longs(transaction, feeds, feed -> feed.getValue().revision()));
            statement.setLong(4, now.toEpochMilli());
            statement.setArray(5, texts(transaction, rows, Ingest.NewNotification::userId));
            statement.setArray(6, longs(transaction, rows, Ingest.NewNotification::seq));
            bindEvents(transaction, statement, 7, rows, Ingest.NewNotification::arrival);
        });
        if (!changes.values().isEmpty()) {
            replaceValues(transaction, changes.values().values());
        }
    }

    private static void replaceValues(Connection transaction, Collection<Ingest.NewValue> rows) throws SQLException {
        Database.update(transaction, REPLACE_VALUES, statement -> {
            statement.setArray(1, texts(transaction, rows, Ingest.NewValue::userId));
            statement.setArray(2, texts(transaction, rows, row -> row.place().key()));
            statement.setArray(3, longs(transaction, rows, row -> row.place().version()));
            bindEvents(transaction, statement, 4, rows, Ingest.NewValue::arrival);
        });
    }

    /** @return the position of the first; the others follow it */
    long announce(Connection transaction, List<Arrival> arrivals, Instant now) throws SQLException {
        long last = Database.list(
                        transaction,
                        "UPDATE board SET last_announcement = last_announcement + ? RETURNING last_announcement",
                        statement -> statement.setInt(1, arrivals.size()),
                        row -> row.getLong(1))
                .getFirst();
        long first = last - arrivals.size() + 1;
        Database.update(transaction, """
                INSERT INTO announcement (pos, created_at, event_id, type, priority, topic, data, event_time, traceparent)
                SELECT ? + n - 1, 'epoch'::timestamptz + ? * interval '1 millisecond', event_id, type, priority, topic,
                       data::json, 'epoch'::timestamptz + event_ms * interval '1 millisecond', traceparent
                FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::text[])
                    WITH ORDINALITY AS a(event_id, type, priority, topic, data, event_ms, traceparent, n)
                """, statement -> {
            statement.setLong(1, first);
            statement.setLong(2, now.toEpochMilli());
            bindEvents(transaction, statement, 3, arrivals, Function.identity());
        });
        return first;
    }

    /** Seven arrays: id, type, priority, topic, data, time in milliseconds, traceparent. */
    private static <T> void bindEvents(
            Connection connection,
            PreparedStatement statement,
            int from,
            Collection<T> rows,
            Function<T, Arrival> event)
            throws SQLException {
        statement.setArray(from, texts(connection, rows, event.andThen(Arrival::id)));
        statement.setArray(
                from + 1, texts(connection, rows, row -> event.apply(row).type().wireName()));
        statement.setArray(
                from + 2,
                texts(connection, rows, row -> event.apply(row).priority().wireName()));
        statement.setArray(
                from + 3,
                connection.createArrayOf(
                        "text",
                        rows.stream().map(row -> event.apply(row).topic()).toArray(String[]::new)));
        statement.setArray(from + 4, texts(connection, rows, event.andThen(Arrival::data)));
        statement.setArray(
                from + 5, longs(connection, rows, row -> event.apply(row).time().toEpochMilli()));
        statement.setArray(
                from + 6,
                connection.createArrayOf(
                        "text",
                        rows.stream().map(row -> event.apply(row).traceparent()).toArray(String[]::new)));
    }

    private static <T> java.sql.Array texts(Connection connection, Collection<T> rows, Function<T, String> text)
            throws SQLException {
        return connection.createArrayOf("text", rows.stream().map(text).toArray(String[]::new));
    }

    private static <T> java.sql.Array longs(Connection connection, Collection<T> rows, ToLongFunction<T> number)
            throws SQLException {
        return connection.createArrayOf(
                "bigint", rows.stream().mapToLong(number).boxed().toArray(Long[]::new));
    }
}
