package dev.florin.wallet.history;

import dev.florin.common.database.Database;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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
    static final String BEGIN = """
            SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
            SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off;
            SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SET LOCAL jit = off""";

    /** The state in which {@code entries_before} ends for a time that it cannot look into. */
    private static final String ARCHIVED = "P0002";

    private static final String ENDS = """
            SELECT CASE WHEN isfinite(since) THEN entries_before(id, since) ELSE 0 END,
                   CASE WHEN isfinite(until) THEN entries_before(id, until) ELSE seq END, id, asset
              FROM (SELECT ?::timestamptz AS since, ?::timestamptz AS until) period CROSS JOIN account
            """;

    static final String SPANS =
            ENDS + " WHERE owner = ? AND kind = 'wallet' AND asset = coalesce(?, asset) ORDER BY asset";

    private static final String SPAN_OF_ONE = ENDS + " WHERE id = ?";

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
        return inTransaction(connection -> {
            Database.update(connection, BEGIN, Database.Binder.NOTHING);
            return work.on(connection);
        });
    }

    /** The same for work that makes its first statement begin the snapshot. */
    <T> T inTransaction(Database.Work<T> work) {
        try {
            return database.inTransaction(work);
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
                connection, SPANS, statement -> bindSpans(statement, user, currency, period), HistoryStore::span);
    }

    static void bindSpans(PreparedStatement statement, String user, @Nullable Asset currency, Period period)
            throws SQLException {
        bindPeriod(statement, 1, period);
        statement.setString(3, user);
        statement.setString(4, currency == null ? null : currency.code());
    }

    static Span span(ResultSet row) throws SQLException {
        return new Span(row.getObject(3, UUID.class), Asset.of(row.getString(4)), row.getLong(1), row.getLong(2));
    }

    /** What of one wallet lies in a period. */
    Span span(Connection connection, UUID wallet, Asset asset, Period period) throws SQLException {
        return Database.list(
                        connection,
                        SPAN_OF_ONE,
                        statement -> {
                            bindPeriod(statement, 1, period);
                            statement.setObject(3, wallet);
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

    /** @return the number of the next parameter */
    static int bind(HistoryConditions conditions, PreparedStatement statement, int first) throws SQLException {
        int next = first;
        for (String value : conditions.values()) {
            statement.setString(next++, value);
        }
        return next;
    }

    /**
     * Open ends are infinite. Neither {@code setTimestamp} nor null says which type it is: the driver asks for it, and
     * with it learns that a row of the answer has no bounded size. Lest both sides wait with full buffers, it then
     * waits for whatever it has sent before it sends that statement: one more round trip, each time.
     */
    static void bindPeriod(PreparedStatement statement, int first, Period period) throws SQLException {
        statement.setObject(first, period.from() == null ? OffsetDateTime.MIN : utc(period.from()));
        statement.setObject(first + 1, period.until() == null ? OffsetDateTime.MAX : utc(period.until()));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
