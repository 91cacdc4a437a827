package dev.florin.wallet.insight;

import dev.florin.common.database.Database;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import jakarta.inject.Singleton;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Reads figures: rows that are added up already. */
@Singleton
public class FigureStore {
    private static final String MAIN_CURRENCY = """
            SELECT currency FROM spending WHERE user_id = ? AND kind = 'total' ORDER BY count DESC, currency LIMIT 1""";

    private static final String SUM = """
            SELECT coalesce(sum(count), 0), coalesce(sum(amount), 0), count(*)
              FROM spending WHERE user_id = ? AND kind = ? AND currency = ? AND bucket >= ? AND bucket < ?""";

    private static final String PARTS = """
            SELECT name, label, bucket, count, amount
              FROM spending WHERE user_id = ? AND kind = ? AND currency = ? AND bucket >= ? AND bucket < ?""";

    private static final String LARGEST = PARTS + " ORDER BY amount DESC, name LIMIT ?";

    private static final String IN_ORDER = PARTS + " ORDER BY bucket LIMIT ?";

    private static final String TRANSACTION = """
            SELECT id, source, merchant, merchant_key, description, amount, currency, booked_at, status, category, category_reason
              FROM feed_transaction""";

    private static final String RECENT =
            TRANSACTION + " WHERE user_id = ? AND currency = ? ORDER BY booked_at DESC, id DESC LIMIT ?";

    private static final String PENDING = TRANSACTION
            + " WHERE user_id = ? AND currency = ? AND status = 'pending' AND amount < 0"
            + " ORDER BY booked_at DESC, id DESC LIMIT ?";

    private final Database database;

    FigureStore(Database database) {
        this.database = database;
    }

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

    /** The currency in which the user pays most often. */
    Optional<Asset> mainCurrency(String user) {
        return database.first(
                MAIN_CURRENCY, statement -> statement.setString(1, user), row -> Asset.of(row.getString(1)));
    }

    Sum sum(String user, Asset asset, Kind kind, Span span) {
        return database.first(
                        SUM,
                        statement -> bind(statement, user, asset, kind, span),
                        row -> new Sum(row.getLong(1), money(row, 2, asset), row.getLong(3)))
                .orElseThrow();
    }

    /** The largest first. */
    List<Part> largest(String user, Asset asset, Kind kind, Span span, int limit) {
        return parts(LARGEST, user, asset, kind, span, limit);
    }

    /** The oldest first. */
    List<Part> inOrder(String user, Asset asset, Kind kind, Span span, int limit) {
        return parts(IN_ORDER, user, asset, kind, span, limit);
    }

    List<FeedTransaction> recent(String user, Asset asset, int limit) {
        return transactions(RECENT, user, asset, limit);
    }

    List<FeedTransaction> pending(String user, Asset asset, int limit) {
        return transactions(PENDING, user, asset, limit);
    }

    private List<Part> parts(String sql, String user, Asset asset, Kind kind, Span span, int limit) {
        return database.list(
                sql,
                statement -> {
                    bind(statement, user, asset, kind, span);
                    statement.setInt(6, limit);
                },
                row -> new Part(
                        row.getString(1),
                        String.valueOf(row.getString(2)),
                        row.getTimestamp(3).toInstant(),
                        row.getLong(4),
                        money(row, 5, asset)));
    }

    private List<FeedTransaction> transactions(String sql, String user, Asset asset, int limit) {
        return database.list(
                sql,
                statement -> {
                    statement.setString(1, user);
                    statement.setString(2, asset.code());
                    statement.setInt(3, limit);
                },
                FigureStore::transaction);
    }

    private static FeedTransaction transaction(ResultSet row) throws SQLException {
        return new FeedTransaction(
                row.getObject(1, UUID.class),
                row.getString(2),
                new Merchant(row.getString(3), row.getString(4)),
                row.getString(5),
                money(row, 6, Asset.of(row.getString(7))),
                row.getTimestamp(8).toInstant(),
                row.getString(9),
                row.getString(10),
                row.getString(11));
    }

    private static void bind(PreparedStatement statement, String user, Asset asset, Kind kind, Span span)
            throws SQLException {
        statement.setString(1, user);
        statement.setString(2, kind.wireName);
        statement.setString(3, asset.code());
        statement.setTimestamp(4, Timestamp.from(span.from()));
        statement.setTimestamp(5, Timestamp.from(span.to()));
    }

    private static Money money(ResultSet row, int column, Asset asset) throws SQLException {
        return Money.ofMinor(row.getBigDecimal(column).toBigIntegerExact(), asset);
    }
}
