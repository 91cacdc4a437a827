package dev.florin.wallet.history;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads pages of what moved, each in two round trips: one finds the stretches of entries by their numbers, one reads
 * the page and counts. What a plan would cost anew each time, over all months there are, is paid once per connection.
 */
@Singleton
public class HistoryPageStore {
    /** The plan does not depend on the values: seeks, whoever asks for what. */
    private static final String BEGIN = HistoryStore.BEGIN + ";SET LOCAL plan_cache_mode = force_generic_plan;";

    private static final String WANTED =
            "unnest(?::uuid[], ?::bigint[], ?::bigint[], ?::numeric[], ?::numeric[]) AS w (account_id, above, up_to, least, most)";

    /** The numbers say it all. */
    private static final String IN_SPAN = "e.account_id = w.account_id AND e.seq > w.above AND e.seq <= w.up_to";

    /** Lets months that cannot have any be passed by. Where there are none, it would only be asked of each entry. */
    private static final String IN_PERIOD = " AND e.created_at >= ? AND e.created_at < ?";

    private static final String NEWEST_FIRST = " ORDER BY e.created_at DESC, e.account_id, e.seq DESC";

    /** The newest of each wallet, of these the newest of all, and only then what belongs to them. */
    private static final String PAGE = "SELECT " + HistoryRow.COLUMNS + " FROM (SELECT e.* FROM " + WANTED + """
             CROSS JOIN LATERAL (SELECT e.* FROM entry e%s
                                  WHERE %s
                                  ORDER BY e.seq DESC LIMIT ?) e
            """
            + NEWEST_FIRST + " OFFSET ? LIMIT ?) e" + HistoryRow.JOINS + NEWEST_FIRST;

    private static final String COUNT = ";SELECT count(*) FROM " + WANTED + " CROSS JOIN entry e%s WHERE %s";

    private final HistoryStore history;

    HistoryPageStore(HistoryStore history) {
        this.history = history;
    }

    /**
     * What was found.
     *
     * @param spans in which the page lies
     * @param lines the newest first, of all spans together
     * @param total how many there are in the whole time; null if it was not asked for
     */
    record Page(
            List<Span> spans, List<Line> lines, @Nullable Long total) {}

    /**
     * Which page.
     *
     * @param counted whether the total is asked for, which is a look at each movement if the query needs one
     */
    record Wanted(HistoryQuery query, int skip, int limit, boolean counted) {
        boolean isCountedByLooking() {
            return counted && query.looksInside();
        }
    }

    /** Reads one page of what is left of a user's spans. */
    Page page(String user, Wanted wanted, UnaryOperator<List<Span>> rest) {
        return history.inTransaction(connection -> {
            List<Span> all = begin(connection, user, wanted.query());
            return read(connection, all, rest.apply(all), wanted, ";COMMIT");
        });
    }

    private static List<Span> begin(Connection connection, String user, HistoryQuery query) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BEGIN + HistoryStore.SPANS)) {
            HistoryStore.bindSpans(statement, user, query.currency(), query.period());
            statement.execute();
            return Database.nextResult(statement, HistoryStore::span);
        }
    }

    /** @param end what is done in the same round trip */
    Page read(Connection connection, List<Span> all, List<Span> spans, Wanted wanted, String end) throws SQLException {
        HistoryQuery query = wanted.query();
        HistoryConditions conditions = HistoryConditions.of(query);
        String joins = query.looksBeyondEntries() ? HistoryRow.JOINS : "";
        int reached = wanted.skip() + wanted.limit();
        List<Span> within = query.looksInside()
                ? spans
                : spans.stream().map(span -> span.newest(reached)).toList();
        String where = IN_SPAN + (query.period().isOpen() ? "" : IN_PERIOD) + conditions.sql();
        String count = wanted.isCountedByLooking() ? COUNT.formatted(joins, where) : "";
        String sql = PAGE.formatted(joins, where) + count + end;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = bind(connection, statement, 1, within, query, conditions);
            statement.setInt(next++, reached);
            statement.setInt(next++, wanted.skip());
            statement.setInt(next++, wanted.limit());
            if (wanted.isCountedByLooking()) {
                bind(connection, statement, next, all, query, conditions);
            }
            statement.execute();
            List<Line> lines = Database.nextResult(statement, HistoryRow::read);
            return new Page(spans, lines, wanted.counted() ? total(statement, all, wanted) : null);
        }
    }

    private static long total(PreparedStatement statement, List<Span> all, Wanted wanted) throws SQLException {
        return wanted.isCountedByLooking()
                ? Database.nextResult(statement, row -> row.getLong(1)).getFirst()
                : all.stream().mapToLong(Span::entries).sum();
    }

    /** @return the number of the next parameter */
    private static int bind(
            Connection connection,
            PreparedStatement statement,
            int first,
            List<Span> spans,
            HistoryQuery query,
            HistoryConditions conditions)
            throws SQLException {
        int next = first;
        statement.setArray(
                next++,
                connection.createArrayOf(
                        "uuid", spans.stream().map(Span::wallet).toArray()));
        statement.setArray(
                next++,
                connection.createArrayOf("int8", spans.stream().map(Span::above).toArray()));
        statement.setArray(
                next++,
                connection.createArrayOf("int8", spans.stream().map(Span::upTo).toArray()));
        statement.setArray(next++, connection.createArrayOf("numeric", minors(spans, query.minAmount())));
        statement.setArray(next++, connection.createArrayOf("numeric", minors(spans, query.maxAmount())));
        if (!query.period().isOpen()) {
            HistoryStore.bindPeriod(statement, next, query.period());
            next += 2;
        }
        return HistoryStore.bind(conditions, statement, next);
    }

    private static @Nullable Object[] minors(List<Span> spans, @Nullable BigDecimal major) {
        return spans.stream()
                .map(span -> HistoryQuery.minor(major, span.asset()))
                .toArray();
    }
}
