package dev.florin.wallet.history;

import dev.florin.common.database.Database;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads what moved. Every read seeks the numbers of a wallet's entries in the primary key, and from there the transfers
 * by theirs: it costs what it shows, however much there is beside it.
 */
@Singleton
public class HistoryStore {
    /**
     * One snapshot for all that a request reads. The one right plan is known here, so that no statistics, stale or of
     * many small accounts and one huge, are asked whether a scan or a sort might do as well.
     */
    private static final String BEGIN = """
            SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
            SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off;
            SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL jit = off""";

    /** The state in which {@code entries_before} ends for a time that it cannot look into. */
    private static final String ARCHIVED = "P0002";

    private static final String ENDS = """
            CASE WHEN ?::timestamptz IS NULL THEN 0 ELSE entries_before(id, ?) END,
            CASE WHEN ?::timestamptz IS NULL THEN seq ELSE entries_before(id, ?) END""";

    private static final String SPANS = "SELECT " + ENDS + """
            , id, asset
              FROM account
             WHERE owner = ? AND kind = 'wallet' AND asset = coalesce(?, asset)
             ORDER BY asset""";

    private static final String SPAN_OF_ONE = "SELECT " + ENDS + " FROM account WHERE id = ?";

    private static final String WANTED =
            "unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::numeric[], ?::numeric[]) AS w (account_id, above, up_to, least, most)";

    private static final String IN_SPAN = "e.account_id = w.account_id AND e.seq > w.above AND e.seq <= w.up_to";

    private static final String NEWEST_FIRST = " ORDER BY e.created_at DESC, e.account_id, e.seq DESC";

    /** The newest of each wallet, of these the newest of all, and only then what belongs to them. */
    private static final String PAGE = "SELECT " + HistoryRow.COLUMNS + " FROM (SELECT e.* FROM " + WANTED + """
             CROSS JOIN LATERAL (SELECT e.* FROM entry e%s
                                  WHERE %s%s
                                  ORDER BY e.seq DESC LIMIT ?) e
            """
            + NEWEST_FIRST + " OFFSET ? LIMIT ?) e" + HistoryRow.JOINS + NEWEST_FIRST;

    private static final String COUNT =
            "SELECT count(*) FROM " + WANTED + " JOIN entry e ON " + IN_SPAN + "%s WHERE true%s";

    private static final String OLDEST_FIRST = "SELECT " + HistoryRow.COLUMNS + " FROM entry e" + HistoryRow.JOINS
            + " WHERE e.account_id = ? AND e.seq > ? AND e.seq <= ? ORDER BY e.seq LIMIT ?";

    /** What stood at the end of a month is known also when the month itself has been taken away. */
    private static final String BALANCE = """
            SELECT balance FROM closing WHERE account_id = ? AND seq = ?
            UNION ALL SELECT balance_after FROM entry WHERE account_id = ? AND seq = ?
            LIMIT 1""";

    /** In the order of the primary key, so that the first row needs no other. */
    private static final String STREAM = "SELECT " + HistoryRow.COLUMNS
            + " FROM (SELECT ?::numeric AS least, ?::numeric AS most) w CROSS JOIN entry e" + HistoryRow.JOINS
            + " WHERE e.account_id = ? AND e.seq > ? AND e.seq <= ?%s ORDER BY e.seq";

    private final Database database;

    HistoryStore(Database database) {
        this.database = database;
    }

    /**
     * Reads in one snapshot.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND} for a time whose entries were taken away
     */
    <T> T reading(Database.Work<T> work) {
        try {
            return database.inTransaction(connection -> {
                Database.update(connection, BEGIN, Database.Binder.NOTHING);
                return work.on(connection);
            });
        } catch (DatabaseException e) {
            if (e.getCause() instanceof SQLException cause && ARCHIVED.equals(cause.getSQLState())) {
                throw new FlorinException(ProblemType.NOT_FOUND, "What moved at that time has been archived.");
            }
            throw e;
        }
    }

    /** What of a user's wallets lies in a period. */
    List<Span> spans(Connection connection, String user, @Nullable Asset currency, Period period) throws SQLException {
        return Database.list(
                connection,
                SPANS,
                statement -> {
                    bindPeriod(statement, period);
                    statement.setString(5, user);
                    statement.setString(6, currency == null ? null : currency.code());
                },
                row -> new Span(
                        row.getObject(3, UUID.class), Asset.of(row.getString(4)), row.getLong(1), row.getLong(2)));
    }

    /** The newest movements first, of all spans together. */
    List<Line> page(Connection connection, List<Span> spans, HistoryQuery query, int skip, int limit)
            throws SQLException {
        HistoryConditions conditions = HistoryConditions.of(query);
        String sql = PAGE.formatted(joins(query), IN_SPAN, conditions.sql());
        return Database.list(
                connection,
                sql,
                statement -> {
                    int next = bindSpans(connection, statement, spans, query);
                    next = bind(conditions, statement, next);
                    statement.setInt(next++, skip + limit);
                    statement.setInt(next++, skip);
                    statement.setInt(next, limit);
                },
                HistoryRow::read);
    }

    /** How many movements there are; a look at each only if the query needs one. */
    long count(Connection connection, List<Span> spans, HistoryQuery query) throws SQLException {
        if (!query.looksInside()) {
            return spans.stream().mapToLong(Span::entries).sum();
        }
        HistoryConditions conditions = HistoryConditions.of(query);
        return Database.list(
                        connection,
                        COUNT.formatted(joins(query), conditions.sql()),
                        statement -> bind(conditions, statement, bindSpans(connection, statement, spans, query)),
                        row -> row.getLong(1))
                .getFirst();
    }

    private static String joins(HistoryQuery query) {
        return query.looksBeyondEntries() ? HistoryRow.JOINS : "";
    }

    /** What of one wallet lies in a period. */
    Span span(Connection connection, UUID wallet, Asset asset, Period period) throws SQLException {
        return Database.list(
                        connection,
                        SPAN_OF_ONE,
                        statement -> {
                            bindPeriod(statement, period);
                            statement.setObject(5, wallet);
                        },
                        row -> new Span(wallet, asset, row.getLong(1), row.getLong(2)))
                .getFirst();
    }

    /** The balance after an entry; after none it is zero. */
    Money balanceAfter(Connection connection, UUID wallet, Asset asset, long seq) throws SQLException {
        return Database.list(
                        connection,
                        BALANCE,
                        statement -> {
                            statement.setObject(1, wallet);
                            statement.setLong(2, seq);
                            statement.setObject(3, wallet);
                            statement.setLong(4, seq);
                        },
                        row -> HistoryRow.money(row.getBigDecimal(1), asset))
                .stream()
                .findFirst()
                .orElse(Money.zero(asset));
    }

    /** The movements of one span, oldest first. */
    List<Line> oldestFirst(Connection connection, Span span, int limit) throws SQLException {
        return Database.list(
                connection,
                OLDEST_FIRST,
                statement -> {
                    statement.setObject(1, span.wallet());
                    statement.setLong(2, span.above());
                    statement.setLong(3, span.upTo());
                    statement.setInt(4, limit);
                },
                HistoryRow::read);
    }

    /** In a transaction that waits for a client now and then: lets the database wait longer than usual. */
    void waitForClient(Connection connection, Duration atMost) throws SQLException {
        Database.update(
                connection,
                "SET LOCAL idle_in_transaction_session_timeout = " + atMost.toMillis(),
                Database.Binder.NOTHING);
    }

    /** The movements of one span, oldest first, of which only so many are in memory at any time. */
    void stream(Connection connection, Span span, HistoryQuery query, int fetch, Consumer<Line> consumer)
            throws SQLException {
        HistoryConditions conditions = HistoryConditions.of(query);
        try (PreparedStatement statement = connection.prepareStatement(STREAM.formatted(conditions.sql()))) {
            statement.setFetchSize(fetch);
            statement.setBigDecimal(1, HistoryQuery.minor(query.minAmount(), span.asset()));
            statement.setBigDecimal(2, HistoryQuery.minor(query.maxAmount(), span.asset()));
            statement.setObject(3, span.wallet());
            statement.setLong(4, span.above());
            statement.setLong(5, span.upTo());
            bind(conditions, statement, 6);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    consumer.accept(HistoryRow.read(rows));
                }
            }
        }
    }

    private static int bindSpans(
            Connection connection, PreparedStatement statement, List<Span> spans, HistoryQuery query)
            throws SQLException {
        statement.setArray(
                1,
                connection.createArrayOf(
                        "uuid", spans.stream().map(Span::wallet).toArray()));
        statement.setArray(
                2,
                connection.createArrayOf("int8", spans.stream().map(Span::above).toArray()));
        statement.setArray(
                3,
                connection.createArrayOf("int8", spans.stream().map(Span::upTo).toArray()));
        statement.setArray(4, connection.createArrayOf("numeric", minors(spans, query.minAmount())));
        statement.setArray(5, connection.createArrayOf("numeric", minors(spans, query.maxAmount())));
        return 6;
    }

    private static @Nullable Object[] minors(List<Span> spans, @Nullable BigDecimal major) {
        return spans.stream()
                .map(span -> HistoryQuery.minor(major, span.asset()))
                .toArray();
    }

    /** @return the number of the next parameter */
    private static int bind(HistoryConditions conditions, PreparedStatement statement, int first) throws SQLException {
        int next = first;
        for (String value : conditions.values()) {
            statement.setString(next++, value);
        }
        return next;
    }

    private static void bindPeriod(PreparedStatement statement, Period period) throws SQLException {
        Timestamp from = timestamp(period.from());
        Timestamp until = timestamp(period.until());
        statement.setTimestamp(1, from);
        statement.setTimestamp(2, from);
        statement.setTimestamp(3, until);
        statement.setTimestamp(4, until);
    }

    private static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }
}
