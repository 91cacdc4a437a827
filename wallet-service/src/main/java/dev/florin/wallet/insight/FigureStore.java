package dev.florin.wallet.insight;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import dev.florin.common.database.Database;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads figures: rows that are added up already, for many users at a time. */
@Singleton
public class FigureStore {
    private static final String MAIN_CURRENCY = """
            SELECT DISTINCT ON (user_id) user_id, currency FROM spending
             WHERE user_id = ANY (?) AND kind = 'total' ORDER BY user_id, count DESC, currency""";

    private static final String SUM = """
            SELECT w.user_id, w.currency, coalesce(sum(s.count), 0), coalesce(sum(s.amount), 0), count(s.user_id)
              FROM unnest(?::text[], ?::text[]) AS w (user_id, currency)
              LEFT JOIN spending s ON s.user_id = w.user_id AND s.currency = w.currency
                                  AND s.kind = ? AND s.bucket >= ? AND s.bucket < ?
             GROUP BY w.user_id, w.currency""";

    private static final String PARTS = """
            SELECT w.user_id, w.currency, p.name, p.label, p.bucket, p.count, p.amount
              FROM unnest(?::text[], ?::text[]) AS w (user_id, currency)
             CROSS JOIN LATERAL (
                SELECT name, label, bucket, count, amount FROM spending s
                 WHERE s.user_id = w.user_id AND s.currency = w.currency AND s.kind = ? AND s.bucket >= ? AND s.bucket < ?
                 ORDER BY %1$s LIMIT ?) p
             ORDER BY w.user_id, %1$s""";

    private static final String LARGEST = PARTS.formatted("amount DESC, name");

    private static final String IN_ORDER = PARTS.formatted("bucket");

    /** What is beyond so many has the name of the rest, as a part of that name has: they are one, and the last. */
    private static final String LARGEST_AND_REST = """
            SELECT w.user_id, w.currency, shown.name, max(p.label), min(p.bucket), sum(p.count), sum(p.amount)
              FROM unnest(?::text[], ?::text[]) AS w (user_id, currency)
             CROSS JOIN LATERAL (
                SELECT name, label, bucket, count, amount, row_number() OVER (ORDER BY amount DESC, name) AS place
                  FROM spending s
                 WHERE s.user_id = w.user_id AND s.currency = w.currency AND s.kind = ? AND s.bucket >= ? AND s.bucket < ?) p
             CROSS JOIN LATERAL (SELECT CASE WHEN p.place <= ? THEN p.name ELSE ? END AS name) shown
             GROUP BY w.user_id, w.currency, shown.name
             ORDER BY w.user_id, max(p.place)""";

    private static final String TRANSACTIONS = """
            SELECT w.user_id, t.id, source, merchant, merchant_key, description, amount, t.currency, booked_at, status,
                   category, category_reason
              FROM unnest(?::text[], ?::text[]) AS w (user_id, currency)
             CROSS JOIN LATERAL (
                SELECT * FROM feed_transaction f WHERE f.user_id = w.user_id AND f.currency = w.currency %s
                 ORDER BY booked_at DESC, id DESC LIMIT ?) t
             ORDER BY w.user_id, booked_at DESC, t.id DESC""";

    private static final String RECENT = TRANSACTIONS.formatted("");

    private static final String PENDING = TRANSACTIONS.formatted("AND status = 'pending' AND amount < 0");

    private final Database database;

    FigureStore(Database database) {
        this.database = database;
    }

    /** Whose figures, in which currency; in one call no user twice. */
    record Whose(String user, Asset asset) {}

    /** What is added up. */
    enum Kind {
        PENDING("pending"),
        HOUR("hour"),
        DAY("day"),
        MERCHANT("merchant"),
        CATEGORY("category");

        private final String wireName;

        Kind(String wireName) {
            this.wireName = wireName;
        }
    }

    /** From one instant to before another. */
    record Span(Instant from, Instant to) {
        /** Where that which is about all time stands. */
        static final Span ALWAYS = new Span(Instant.EPOCH, Instant.EPOCH.plusSeconds(1));
    }

    /** @param parts how many hours, days, merchants or categories it is of */
    record Sum(long count, Money amount, long parts) {}

    /** One hour, day, merchant or category. */
    record Part(String name, String label, Instant bucket, long count, Money amount) {}

    /** Something of one of the users. */
    private record Found<T>(String user, T value) {}

    /** The currency in which a user pays most often; nothing for who never paid. */
    Map<String, Asset> mainCurrencies(Collection<String> users) {
        return database
                .list(
                        MAIN_CURRENCY,
                        statement ->
                                statement.setArray(1, statement.getConnection().createArrayOf("text", users.toArray())),
                        row -> new Found<>(row.getString(1), Asset.of(row.getString(2))))
                .stream()
                .collect(toMap(Found::user, Found::value));
    }

    /** One for each user. */
    Map<String, Sum> sums(List<Whose> whose, Kind kind, Span span) {
        return database
                .list(
                        SUM,
                        statement -> bind(statement, whose, kind, span),
                        row -> new Found<>(
                                row.getString(1),
                                new Sum(row.getLong(3), money(row, 4, Asset.of(row.getString(2))), row.getLong(5))))
                .stream()
                .collect(toMap(Found::user, Found::value));
    }

    /** The largest first; so many of each user at most. */
    Map<String, List<Part>> largest(List<Whose> whose, Kind kind, Span span, int limit) {
        return parts(LARGEST, statement -> bind(statement, whose, kind, span, limit));
    }

    /**
     * The largest first; what is beyond so many of each user, if anything, is one more part at the end.
     *
     * @param rest what that is called
     */
    Map<String, List<Part>> largestAndRest(List<Whose> whose, Kind kind, Span span, int limit, String rest) {
        return parts(LARGEST_AND_REST, statement -> {
            bind(statement, whose, kind, span, limit);
            statement.setString(7, rest);
        });
    }

    /** The oldest first; so many of each user at most. */
    Map<String, List<Part>> inOrder(List<Whose> whose, Kind kind, Span span, int limit) {
        return parts(IN_ORDER, statement -> bind(statement, whose, kind, span, limit));
    }

    /** The newest first; so many of each user at most. */
    Map<String, List<FeedTransaction>> recent(List<Whose> whose, int limit) {
        return transactions(RECENT, whose, limit);
    }

    /** The newest first; so many of each user at most. */
    Map<String, List<FeedTransaction>> pending(List<Whose> whose, int limit) {
        return transactions(PENDING, whose, limit);
    }

    private Map<String, List<Part>> parts(String sql, Database.Binder parameters) {
        return byUser(database.list(
                sql,
                parameters,
                row -> new Found<>(
                        row.getString(1),
                        new Part(
                                row.getString(3),
                                String.valueOf(row.getString(4)),
                                row.getTimestamp(5).toInstant(),
                                row.getLong(6),
                                money(row, 7, Asset.of(row.getString(2)))))));
    }

    private Map<String, List<FeedTransaction>> transactions(String sql, List<Whose> whose, int limit) {
        return byUser(database.list(
                sql,
                statement -> {
                    bind(statement, whose);
                    statement.setInt(3, limit);
                },
                row -> new Found<>(row.getString(1), transaction(row))));
    }

    private static <T> Map<String, List<T>> byUser(List<Found<T>> found) {
        return found.stream().collect(groupingBy(Found::user, mapping(Found::value, toList())));
    }

    private static FeedTransaction transaction(ResultSet row) throws SQLException {
        return new FeedTransaction(
                row.getObject(2, UUID.class),
                row.getString(3),
                new Merchant(row.getString(4), row.getString(5)),
                row.getString(6),
                money(row, 7, Asset.of(row.getString(8))),
                row.getTimestamp(9).toInstant(),
                row.getString(10),
                row.getString(11),
                row.getString(12));
    }

    private static void bind(PreparedStatement statement, List<Whose> whose, Kind kind, Span span, int limit)
            throws SQLException {
        bind(statement, whose, kind, span);
        statement.setInt(6, limit);
    }

    private static void bind(PreparedStatement statement, List<Whose> whose, Kind kind, Span span) throws SQLException {
        bind(statement, whose);
        statement.setString(3, kind.wireName);
        statement.setTimestamp(4, Timestamp.from(span.from()));
        statement.setTimestamp(5, Timestamp.from(span.to()));
    }

    private static void bind(PreparedStatement statement, List<Whose> whose) throws SQLException {
        Connection connection = statement.getConnection();
        statement.setArray(
                1,
                connection.createArrayOf("text", whose.stream().map(Whose::user).toArray()));
        statement.setArray(
                2,
                connection.createArrayOf(
                        "text", whose.stream().map(one -> one.asset().code()).toArray()));
    }

    private static Money money(ResultSet row, int column, Asset asset) throws SQLException {
        return Money.ofMinor(row.getBigDecimal(column).toBigIntegerExact(), asset);
    }
}
