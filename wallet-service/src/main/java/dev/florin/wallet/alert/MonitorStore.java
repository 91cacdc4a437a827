package dev.florin.wallet.alert;

import dev.florin.common.database.Database;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The SQL of the monitor: it reads the transfers of a time window and nothing else. */
@Singleton
class MonitorStore {
    private static final int RECENT = 20;

    /** One line per type and asset, so that all sums and counts come from one pass. */
    static final String TOTALS = """
            SELECT type, asset, count(*), sum(amount),
                   coalesce(sum(amount) FILTER (WHERE spends AND type <> 'p2p'), 0)
              FROM transfer WHERE created_at >= ? AND refused IS NULL
             GROUP BY type, asset ORDER BY type, asset""";

    static final String USERS = """
            SELECT count(DISTINCT owner) FROM account
             WHERE kind = 'wallet' AND id IN (
                   SELECT debit FROM transfer WHERE created_at >= ? AND refused IS NULL
                   UNION SELECT credit FROM transfer WHERE created_at >= ? AND refused IS NULL)""";

    private static final String LAST = """
            SELECT t.id, coalesce(d.owner, c.owner), CASE WHEN d.id IS NULL THEN t.amount ELSE -t.amount END, t.asset,
                   t.type, coalesce(t.metadata ->> 'description', t.metadata ->> 'message'), t.created_at
              FROM (SELECT * FROM transfer WHERE created_at >= ? AND refused IS NULL ORDER BY created_at DESC LIMIT ?) t
              LEFT JOIN account d ON d.id = t.debit AND d.kind = 'wallet'
              LEFT JOIN account c ON c.id = t.credit
             ORDER BY t.created_at DESC""";

    private final Database database;

    MonitorStore(Database database) {
        this.database = database;
    }

    /**
     * What transfers of a type did in one asset.
     *
     * @param spent of it by users on something
     */
    record Total(String type, Asset asset, long count, Money amount, Money spent) {}

    List<Total> totals(Instant since) {
        return database.list(TOTALS, statement -> statement.setTimestamp(1, Timestamp.from(since)), row -> {
            Asset asset = Asset.of(row.getString(2));
            return new Total(row.getString(1), asset, row.getLong(3), money(row, 4, asset), money(row, 5, asset));
        });
    }

    long users(Instant since) {
        return database.first(
                        USERS,
                        statement -> {
                            statement.setTimestamp(1, Timestamp.from(since));
                            statement.setTimestamp(2, Timestamp.from(since));
                        },
                        row -> row.getLong(1))
                .orElse(0L);
    }

    List<MonitorView.Recent> recent(Instant since) {
        return database.list(
                LAST,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(since));
                    statement.setInt(2, RECENT);
                },
                row -> {
                    Asset asset = Asset.of(row.getString(4));
                    BigDecimal amount = money(row, 3, asset).major();
                    return new MonitorView.Recent(
                            row.getObject(1, UUID.class),
                            row.getString(2),
                            amount,
                            asset.code(),
                            row.getString(5),
                            row.getString(6),
                            row.getTimestamp(7).toInstant());
                });
    }

    private static Money money(ResultSet row, int column, Asset asset) throws SQLException {
        return Money.ofMinor(row.getBigDecimal(column).toBigIntegerExact(), asset);
    }
}
