package dev.florin.notification.inbox;

import dev.florin.common.database.Database;
import dev.florin.notification.feed.History;
import dev.florin.notification.feed.Notice;
import dev.florin.notification.feed.Passages;
import dev.florin.notification.feed.Place;
import dev.florin.notification.feed.Seen;
import dev.florin.notification.feed.Standing;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** Reads back what was committed, for many users at a time. */
@Singleton
class HistoryStore {
    private final Database database;

    HistoryStore(Database database) {
        this.database = database;
    }

    long epoch() {
        return database.first("SELECT epoch FROM board", Database.Binder.NOTHING, row -> row.getLong(1))
                .orElseThrow();
    }

    /** The standing is read before the values: these may then be newer than it says, never older. */
    List<Standing> standings(Collection<String> users, Instant now) {
        return database.onConnection(connection -> {
            List<Standing> bare = bareStandings(connection, users);
            Map<String, List<Notice>> values = values(connection, users, now);
            return bare.stream()
                    .map(standing -> values.containsKey(standing.userId())
                            ? new Standing(
                                    standing.userId(),
                                    standing.lastSeq(),
                                    standing.firstSeq(),
                                    standing.revision(),
                                    standing.announced(),
                                    values.get(standing.userId()))
                            : standing)
                    .toList();
        });
    }

    private static List<Standing> bareStandings(Connection connection, Collection<String> users) throws SQLException {
        return Database.list(
                connection,
                """
                SELECT u, coalesce(f.last_seq, 0), coalesce(f.first_seq, 1), coalesce(f.revision, 0),
                       coalesce(s.announced, -1)
                FROM unnest(?::text[]) AS u LEFT JOIN feed f ON f.user_id = u LEFT JOIN seen s ON s.user_id = u
                """,
                statement -> statement.setArray(1, texts(connection, users)),
                row -> new Standing(
                        row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5), List.of()));
    }

    private static Map<String, List<Notice>> values(Connection connection, Collection<String> users, Instant now)
            throws SQLException {
        Map<String, List<Notice>> byUser = new HashMap<>();
        Database.list(
                connection,
                "SELECT user_id, key, version, " + NotificationRow.COLUMNS
                        + " FROM latest WHERE user_id = ANY(?) ORDER BY user_id, key",
                statement -> statement.setArray(1, texts(connection, users)),
                row -> byUser.computeIfAbsent(row.getString("user_id"), _ -> new ArrayList<>())
                        .add(NotificationRow.notice(
                                row, new Place.Latest(row.getString("key"), row.getLong("version")), now)));
        return byUser;
    }

    Map<History.Range, List<Notice>> pages(Collection<History.Range> ranges) {
        Map<History.Range, List<Notice>> pages = new HashMap<>();
        database.onConnection(connection -> Database.list(
                connection,
                """
                SELECT r.user_id, r.after, n.*
                FROM unnest(?::text[], ?::bigint[]) AS r(user_id, after)
                CROSS JOIN LATERAL (
                    SELECT seq, created_at, %s FROM notification
                    WHERE user_id = r.user_id AND seq > r.after ORDER BY seq LIMIT %d) n
                ORDER BY r.user_id, r.after, n.seq
                """.formatted(NotificationRow.COLUMNS, History.PAGE),
                statement -> {
                    List<String> users =
                            ranges.stream().map(History.Range::userId).toList();
                    Long[] afters = ranges.stream().map(History.Range::after).toArray(Long[]::new);
                    statement.setArray(1, texts(connection, users));
                    statement.setArray(2, connection.createArrayOf("bigint", afters));
                },
                row -> pages.computeIfAbsent(
                                new History.Range(row.getString("user_id"), row.getLong("after")),
                                _ -> new ArrayList<>())
                        .add(streamed(row))));
        return pages;
    }

    private static Notice streamed(ResultSet row) throws SQLException {
        return NotificationRow.notice(
                row, new Place.Stream(row.getLong("seq")), NotificationRow.instant(row, "created_at"));
    }

    List<Notice> announcements(long after, Instant notBefore) {
        return database.list(
                "SELECT pos, created_at, " + NotificationRow.COLUMNS
                        + " FROM announcement WHERE pos > ? AND created_at > ? ORDER BY pos",
                statement -> {
                    statement.setLong(1, after);
                    statement.setTimestamp(2, java.sql.Timestamp.from(notBefore));
                },
                row -> NotificationRow.notice(
                        row, new Place.Announcement(row.getLong("pos")), NotificationRow.instant(row, "created_at")));
    }

    List<String> risen(Map<String, Long> revisions) {
        return database.onConnection(connection -> Database.list(
                connection,
                """
                SELECT f.user_id FROM unnest(?::text[], ?::bigint[]) AS k(user_id, revision)
                JOIN feed f ON f.user_id = k.user_id AND f.revision > k.revision
                """,
                statement -> {
                    List<Map.Entry<String, Long>> known = List.copyOf(revisions.entrySet());
                    List<String> users = known.stream().map(Map.Entry::getKey).toList();
                    Long[] at = known.stream().map(Map.Entry::getValue).toArray(Long[]::new);
                    statement.setArray(1, texts(connection, users));
                    statement.setArray(2, connection.createArrayOf("bigint", at));
                },
                row -> row.getString(1)));
    }

    /** Positions only ever move on; written in the order of user ids, like every lock here. */
    void keepSeen(Map<String, Seen.Position> positions) {
        List<Map.Entry<String, Long>> announced = positions.entrySet().stream()
                .map(position ->
                        Map.entry(position.getKey(), position.getValue().announced()))
                .filter(position -> position.getValue() != Standing.NEVER)
                .toList();
        List<Map.Entry<String, Seen.Acked>> acked = positions.entrySet().stream()
                .flatMap(position -> position.getValue().acked().stream().map(one -> Map.entry(position.getKey(), one)))
                .toList();
        if (!announced.isEmpty()) {
            keepAnnounced(announced);
        }
        if (!acked.isEmpty()) {
            keepAcked(acked);
        }
    }

    private void keepAnnounced(List<Map.Entry<String, Long>> announced) {
        database.update("""
                INSERT INTO seen AS old (user_id, announced)
                SELECT * FROM unnest(?::text[], ?::bigint[]) AS n(user_id, announced) ORDER BY user_id
                ON CONFLICT (user_id) DO UPDATE SET announced = greatest(old.announced, EXCLUDED.announced)
                """, statement -> {
            statement.setArray(1, texts(statement.getConnection(), announced, Map.Entry::getKey));
            statement.setArray(2, longs(statement.getConnection(), announced, Map.Entry::getValue));
        });
    }

    /** What an earlier acknowledgement covers is not kept again. */
    private void keepAcked(List<Map.Entry<String, Seen.Acked>> acked) {
        database.update("""
                INSERT INTO acknowledgement (user_id, from_seq, seq, acked_at)
                SELECT user_id, from_seq, seq, 'epoch'::timestamptz + acked_ms * interval '1 millisecond'
                FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[]) AS n(user_id, from_seq, seq, acked_ms)
                WHERE NOT EXISTS (
                    SELECT FROM acknowledgement a
                    WHERE a.user_id = n.user_id AND a.seq >= n.seq AND a.from_seq <= n.from_seq)
                ORDER BY user_id, seq
                ON CONFLICT DO NOTHING
                """, statement -> {
            Connection connection = statement.getConnection();
            statement.setArray(1, texts(connection, acked, Map.Entry::getKey));
            statement.setArray(2, longs(connection, acked, one -> one.getValue().after()));
            statement.setArray(3, longs(connection, acked, one -> one.getValue().upTo()));
            statement.setArray(
                    4, longs(connection, acked, one -> one.getValue().at().toEpochMilli()));
        });
    }

    /** A run only ever moves on; written in the order of user ids, like every lock here. */
    void keepPassages(List<Passages.Passage> passages) {
        database.onConnection(connection -> Database.update(connection, """
                INSERT INTO passage AS old (user_id, from_seq, since, to_seq)
                SELECT user_id, from_seq, 'epoch'::timestamptz + since_ms * interval '1 millisecond', to_seq
                FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[]) AS p(user_id, from_seq, since_ms, to_seq)
                ORDER BY user_id, from_seq
                ON CONFLICT (user_id, from_seq, since) DO UPDATE SET to_seq = greatest(old.to_seq, EXCLUDED.to_seq)
                """, statement -> {
            statement.setArray(1, texts(connection, passages, Passages.Passage::userId));
            statement.setArray(2, longs(connection, passages, Passages.Passage::after));
            statement.setArray(
                    3, longs(connection, passages, passage -> passage.since().toEpochMilli()));
            statement.setArray(4, longs(connection, passages, Passages.Passage::upTo));
        }));
    }

    private static <T> Array longs(Connection connection, List<T> rows, ToLongFunction<T> number) throws SQLException {
        return connection.createArrayOf(
                "bigint", rows.stream().mapToLong(number).boxed().toArray(Long[]::new));
    }

    private static <T> Array texts(Connection connection, List<T> rows, Function<T, String> text) throws SQLException {
        return texts(connection, rows.stream().map(text).toList());
    }

    private static Array texts(Connection connection, Collection<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray(String[]::new));
    }
}
