package dev.florin.refund.refund;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of looking at refunds. */
@Singleton
class BooksStore {
    private final Database database;

    BooksStore(Database database) {
        this.database = database;
    }

    private record AssetTotal(String asset, long count, BigInteger total) {}

    Optional<Refund> refund(UUID id) {
        return database.first(
                RefundRow.SELECT + " WHERE r.id = ?", statement -> statement.setObject(1, id), RefundRow::read);
    }

    /** Ids of things are unique among their kind only; of two that share one the newer is meant. */
    Optional<Refund> refundOf(UUID thing) {
        return database.first(
                RefundRow.SELECT + " WHERE r.source_id = ? ORDER BY r.id DESC LIMIT 1",
                statement -> statement.setObject(1, thing),
                RefundRow::read);
    }

    List<Refund> open(int limit) {
        return limited(" WHERE r.next_at IS NOT NULL ORDER BY r.due_at, r.id LIMIT ?", limit);
    }

    List<Refund> failed(int limit) {
        return limited(" WHERE r.state = 'failed' ORDER BY r.due_at, r.id LIMIT ?", limit);
    }

    List<Refund> completed(int limit) {
        return limited(" WHERE r.state = 'completed' ORDER BY r.completed_at DESC, r.id DESC LIMIT ?", limit);
    }

    /** A user's, newest first, after the one with that id. */
    List<Refund> of(String user, UUID before, int limit) {
        return database.list(
                RefundRow.SELECT + " WHERE r.user_id = ? AND r.id < ? ORDER BY r.id DESC LIMIT ?",
                statement -> {
                    statement.setString(1, user);
                    statement.setObject(2, before);
                    statement.setInt(3, limit);
                },
                RefundRow::read);
    }

    Totals openTotals() {
        return totals("SELECT asset, count(*), sum(amount) FROM refund WHERE next_at IS NOT NULL GROUP BY asset");
    }

    Totals failedTotals() {
        return totals("SELECT asset, count(*), sum(amount) FROM refund WHERE state = 'failed' GROUP BY asset");
    }

    Totals completedTotals() {
        return totals("SELECT asset, count(*), sum(given) FROM refund WHERE state = 'completed' GROUP BY asset");
    }

    /** Whether any replica is giving something back at this moment. */
    boolean isProcessing(Instant now) {
        return database.first(
                        "SELECT 1 FROM refund WHERE state = 'processing' AND next_at > ? LIMIT 1",
                        statement -> statement.setTimestamp(1, Timestamp.from(now)),
                        row -> row.getInt(1))
                .isPresent();
    }

    List<Attempt> attempts(UUID refund) {
        return database.list("""
                SELECT number, triggered_by, started_at, answered_at, outcome, answer
                  FROM refund_attempt WHERE refund_id = ? ORDER BY number
                """, statement -> statement.setObject(1, refund), BooksStore::attempt);
    }

    private static Attempt attempt(ResultSet row) throws SQLException {
        @Nullable Timestamp answeredAt = row.getTimestamp(4);
        return new Attempt(
                row.getInt(1),
                row.getString(2),
                row.getTimestamp(3).toInstant(),
                answeredAt == null ? null : answeredAt.toInstant(),
                row.getString(5),
                row.getString(6));
    }

    private List<Refund> limited(String condition, int limit) {
        return database.list(RefundRow.SELECT + condition, statement -> statement.setInt(1, limit), RefundRow::read);
    }

    private Totals totals(String sql) {
        long count = 0;
        Map<String, BigInteger> byCurrency = new TreeMap<>();
        for (AssetTotal one : database.list(
                sql,
                Database.Binder.NOTHING,
                row -> new AssetTotal(
                        row.getString(1), row.getLong(2), row.getBigDecimal(3).toBigIntegerExact()))) {
            count += one.count();
            byCurrency.put(one.asset(), one.total());
        }
        return new Totals(count, byCurrency);
    }
}
