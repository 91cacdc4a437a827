package dev.florin.notification.inbox;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Changes the state of notifications, one change of a user after the other.
 *
 * <p>Unread ones are counted, not kept: a counter beside the rows could drift from them, and the index over what is
 * unread holds nothing else.
 */
@Singleton
class StateStore {
    private static final String COUNT = """
            SELECT (SELECT count(*) FROM notification
                    WHERE user_id = ? AND read_at IS NULL AND archived_at IS NULL),
                   coalesce((SELECT last_seq FROM feed WHERE user_id = ?), 0),
                   coalesce((SELECT version FROM inbox_state WHERE user_id = ?), 0)
            """;

    private final Database database;

    StateStore(Database database) {
        this.database = database;
    }

    /** A notification after a change. */
    record Marked(Notification notification, Optional<Notification.Unread> changed) {}

    /** All three numbers are of one moment. */
    Notification.Unread unread(String userId) {
        return database.onConnection(connection -> unread(connection, userId));
    }

    /** Of those of these users who ever changed the state of any. */
    Map<String, Notification.Unread> unread(Collection<String> users) {
        return database
                .list(
                        """
                        SELECT s.user_id, s.version, coalesce(f.last_seq, 0),
                               (SELECT count(*) FROM notification n
                                WHERE n.user_id = s.user_id AND n.read_at IS NULL AND n.archived_at IS NULL)
                        FROM inbox_state s LEFT JOIN feed f USING (user_id)
                        WHERE s.user_id = ANY(?) AND s.version > 0
                        """,
                        statement ->
                                statement.setArray(1, statement.getConnection().createArrayOf("text", users.toArray())),
                        row -> Map.entry(
                                row.getString(1),
                                new Notification.Unread(row.getLong(4), row.getLong(3), row.getLong(2))))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** @return empty if the user has no such notification; {@link Marked#changed} only if it was not so before */
    Optional<Marked> mark(String userId, String id, Mark mark, Instant now) {
        return database.inTransaction(transaction -> {
            lock(transaction, userId);
            int changed = Database.update(transaction, statement(mark), statement -> {
                int next = 1;
                if (mark != Mark.UNREAD) {
                    statement.setTimestamp(next++, Timestamp.from(now));
                }
                statement.setString(next++, id);
                statement.setString(next, userId);
            });
            Optional<Notification> found = find(transaction, userId, id);
            return found.isPresent()
                    ? Optional.of(new Marked(
                            found.get(), changed == 0 ? Optional.empty() : Optional.of(raised(transaction, userId))))
                    : Optional.empty();
        });
    }

    private static String statement(Mark mark) {
        return switch (mark) {
            case READ -> "UPDATE notification SET read_at = ? WHERE event_id = ? AND user_id = ? AND read_at IS NULL";
            case UNREAD -> """
                UPDATE notification SET read_at = NULL, archived_at = NULL
                WHERE event_id = ? AND user_id = ? AND (read_at IS NOT NULL OR archived_at IS NOT NULL)
                """;
            case ARCHIVED ->
                "UPDATE notification SET archived_at = ? WHERE event_id = ? AND user_id = ? AND archived_at IS NULL";
        };
    }

    /**
     * Reads everything up to {@code upToSeq}, but nothing that comes meanwhile. Rows that somebody has locked are
     * passed over: other changes of this user wait before that, so it can only be retention that is about to delete
     * them.
     */
    Notification.ReadTogether readAll(String userId, long upToSeq, Instant now) {
        return database.inTransaction(transaction -> {
            lock(transaction, userId);
            long last = Math.min(upToSeq, unread(transaction, userId).seq());
            int changed = Database.update(transaction, """
                    WITH unread AS MATERIALIZED (
                        SELECT seq FROM notification
                        WHERE user_id = ? AND seq <= ? AND read_at IS NULL AND archived_at IS NULL
                        FOR NO KEY UPDATE SKIP LOCKED)
                    UPDATE notification n SET read_at = ? FROM unread WHERE n.user_id = ? AND n.seq = unread.seq
                    """, statement -> {
                statement.setString(1, userId);
                statement.setLong(2, last);
                statement.setTimestamp(3, Timestamp.from(now));
                statement.setString(4, userId);
            });
            return new Notification.ReadTogether(
                    changed, last, changed == 0 ? unread(transaction, userId) : raised(transaction, userId));
        });
    }

    private static Optional<Notification> find(Connection transaction, String userId, String id) throws SQLException {
        return Database.list(
                        transaction,
                        "SELECT " + NotificationRow.INBOX_COLUMNS
                                + " FROM notification WHERE event_id = ? AND user_id = ?",
                        statement -> {
                            statement.setString(1, id);
                            statement.setString(2, userId);
                        },
                        NotificationRow::notification)
                .stream()
                .findFirst();
    }

    private static void lock(Connection transaction, String userId) throws SQLException {
        Database.update(transaction, """
                INSERT INTO inbox_state AS own (user_id) VALUES (?)
                ON CONFLICT (user_id) DO UPDATE SET version = own.version
                """, statement -> statement.setString(1, userId));
    }

    private static Notification.Unread raised(Connection transaction, String userId) throws SQLException {
        Database.update(
                transaction,
                "UPDATE inbox_state SET version = version + 1 WHERE user_id = ?",
                statement -> statement.setString(1, userId));
        return unread(transaction, userId);
    }

    private static Notification.Unread unread(Connection connection, String userId) throws SQLException {
        return Database.list(
                        connection,
                        COUNT,
                        statement -> {
                            statement.setString(1, userId);
                            statement.setString(2, userId);
                            statement.setString(3, userId);
                        },
                        row -> new Notification.Unread(row.getLong(1), row.getLong(2), row.getLong(3)))
                .getFirst();
    }
}
