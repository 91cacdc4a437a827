package dev.florin.wallet.alert;

import dev.florin.common.database.Database;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of alerts. */
@Singleton
class AlertStore {
    private static final String COLUMNS = "id, kind, user_id, account_id, transfer_id, asset, amount, threshold, count,"
            + " created_at, acknowledged_at, acknowledged_by";

    /** In each wallet the place of an instant is found by bisection; in the one that is told of it is known. */
    private static final String ENTRIES_AROUND = """
            WITH wallet AS MATERIALIZED (
                SELECT id, CASE WHEN id = ? THEN ? ELSE entries_before(id, ?) END AS place
                  FROM account WHERE owner = ? AND kind = 'wallet')
            SELECT e.created_at, e.account_id, e.seq, e.transfer_id, e.asset, abs(e.amount)
              FROM wallet w JOIN entry e ON e.account_id = w.id AND e.seq BETWEEN w.place - ? AND w.place + ?
                                        AND e.created_at > ?""";

    private final Database database;

    AlertStore(Database database) {
        this.database = database;
    }

    /** What is kept already stays as it is. */
    void keep(List<Alert> alerts) {
        database.inTransaction(transaction -> {
            for (Alert alert : alerts) {
                keep(transaction, alert);
            }
            return alerts.size();
        });
    }

    static void keep(Connection transaction, Alert alert) throws SQLException {
        Database.update(transaction, """
                INSERT INTO alert (id, kind, user_id, account_id, transfer_id, asset, amount, threshold, count, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT DO NOTHING
                """, row -> {
            row.setObject(1, alert.id());
            row.setString(2, alert.kind().wireName());
            row.setString(3, alert.owner());
            row.setObject(4, alert.account());
            row.setObject(5, alert.transfer());
            row.setString(6, alert.amount().asset().code());
            setMoney(row, 7, alert.amount());
            setMoney(row, 8, alert.threshold());
            row.setObject(9, alert.count());
            row.setTimestamp(10, Timestamp.from(alert.createdAt()));
        });
    }

    private static void setMoney(PreparedStatement row, int at, @Nullable Money money) throws SQLException {
        row.setBigDecimal(at, money == null ? null : new BigDecimal(money.minor()));
    }

    /** Whether a user was told of rapid transactions that began in this time, both ends included. */
    static boolean wasRapid(Connection transaction, String user, Instant from, Instant to) throws SQLException {
        return Database.list(
                        transaction,
                        """
                        SELECT EXISTS (SELECT FROM alert WHERE kind = 'rapid_transactions' AND user_id = ?
                                          AND created_at BETWEEN ? AND ?)
                        """,
                        statement -> {
                            statement.setString(1, user);
                            statement.setTimestamp(2, Timestamp.from(from));
                            statement.setTimestamp(3, Timestamp.from(to));
                        },
                        row -> row.getBoolean(1))
                .getFirst();
    }

    /**
     * The entries of a user's wallets around one of them, in their order: of each wallet as many as a rule needs before
     * it and after it.
     */
    List<UserEntry> entriesAround(String user, UserEntry told, RapidRule rule) {
        // What is older counts neither for the entry nor for the one before it.
        Instant since = told.at().minus(rule.window().multipliedBy(2));
        return database
                .inTransaction(transaction -> {
                    Database.execute(transaction, Database.PLANNED_ONCE, Database.Binder.NOTHING);
                    return Database.list(
                            transaction,
                            ENTRIES_AROUND,
                            statement -> {
                                statement.setObject(1, told.account());
                                statement.setLong(2, told.seq());
                                statement.setTimestamp(3, Timestamp.from(told.at()));
                                statement.setString(4, user);
                                statement.setInt(5, rule.needed());
                                statement.setInt(6, rule.needed());
                                statement.setTimestamp(7, Timestamp.from(since));
                            },
                            AlertStore::entry);
                })
                .stream()
                .sorted()
                .toList();
    }

    private static UserEntry entry(ResultSet row) throws SQLException {
        Asset asset = Asset.of(row.getString(5));
        return new UserEntry(
                row.getTimestamp(1).toInstant(),
                row.getObject(2, UUID.class),
                row.getLong(3),
                row.getObject(4, UUID.class),
                Money.ofMinor(row.getBigDecimal(6).toBigIntegerExact(), asset));
    }

    List<AlertView> list(@Nullable Boolean acknowledged, Alert.@Nullable Kind kind, TimeCursor below, int limit) {
        return database.list(
                "SELECT " + COLUMNS + """
                         FROM alert
                         WHERE (created_at, id) < (?, ?)
                           AND (?::boolean IS NULL OR (acknowledged_at IS NOT NULL) = ?)
                           AND (?::text IS NULL OR kind = ?)
                         ORDER BY created_at DESC, id DESC LIMIT ?
                        """,
                statement -> {
                    String name = kind == null ? null : kind.wireName();
                    statement.setTimestamp(1, Timestamp.from(below.at()));
                    statement.setObject(2, below.id());
                    statement.setObject(3, acknowledged);
                    statement.setObject(4, acknowledged);
                    statement.setString(5, name);
                    statement.setString(6, name);
                    statement.setInt(7, limit);
                },
                AlertStore::view);
    }

    Optional<AlertView> acknowledge(UUID id, String operator, Instant now) {
        return database.first(
                """
                UPDATE alert SET acknowledged_at = coalesce(acknowledged_at, ?), acknowledged_by = coalesce(acknowledged_by, ?)
                 WHERE id = ? RETURNING\s""" + COLUMNS,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(now));
                    statement.setString(2, operator);
                    statement.setObject(3, id);
                },
                AlertStore::view);
    }

    private static AlertView view(ResultSet row) throws SQLException {
        Asset asset = Asset.of(row.getString(6));
        BigDecimal threshold = row.getBigDecimal(8);
        Timestamp acknowledgedAt = row.getTimestamp(11);
        return new AlertView(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getObject(4, UUID.class),
                row.getObject(5, UUID.class),
                asset.code(),
                major(row.getBigDecimal(7), asset),
                threshold == null ? null : major(threshold, asset),
                row.getObject(9, Integer.class),
                row.getTimestamp(10).toInstant(),
                acknowledgedAt == null ? null : acknowledgedAt.toInstant(),
                row.getString(12));
    }

    private static BigDecimal major(BigDecimal minor, Asset asset) {
        return Money.ofMinor(minor.toBigIntegerExact(), asset).major();
    }
}
