package dev.florin.wallet.admin;

import dev.florin.common.database.Database;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import dev.florin.wallet.ledger.Companion;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** The record of what administrators did. */
@Singleton
class AdminStore {
    private static final Companion.Statement ADJUSTMENT =
            new Companion.Statement("""
            INSERT INTO admin_action (id, admin, action, account_id, amount, reason, created_at)
            SELECT id, admin, 'adjustment', account_id, amount, reason, now
              FROM (SELECT ?::timestamptz AS now) clock,
                   unnest(?::uuid[], ?::text[], ?::uuid[], ?::numeric[], ?::text[]) AS a (id, admin, account_id, amount, reason)
            ON CONFLICT DO NOTHING""", List.of("uuid", "text", "uuid", "numeric", "text"));

    private final Database database;

    AdminStore(Database database) {
        this.database = database;
    }

    static Companion adjustment(UUID id, String admin, UUID wallet, BigDecimal minor, String reason) {
        return new Companion(ADJUSTMENT, Arrays.asList(id, admin, wallet, minor, reason));
    }

    void record(Connection transaction, UUID id, String admin, String action, UUID wallet, String reason, Instant now)
            throws SQLException {
        Database.update(
                transaction,
                "INSERT INTO admin_action (id, admin, action, account_id, reason, created_at) VALUES (?, ?, ?, ?, ?, ?)",
                row -> {
                    row.setObject(1, id);
                    row.setString(2, admin);
                    row.setString(3, action);
                    row.setObject(4, wallet);
                    row.setString(5, reason);
                    row.setTimestamp(6, Timestamp.from(now));
                });
    }

    /**
     * Those of a wallet below a place, newest first. Freezes are written to the microsecond and cursors know
     * milliseconds, so these are what is sorted by: of the rows of one wallet, which are few.
     */
    List<AdminAction> of(UUID wallet, Asset asset, TimeCursor below, int limit) {
        return database.list(
                """
                SELECT id, admin, action, amount, reason, created_at
                  FROM (SELECT *, date_trunc('milliseconds', created_at) AS at FROM admin_action WHERE account_id = ?) own
                 WHERE (at, id) < (?, ?)
                 ORDER BY at DESC, id DESC LIMIT ?
                """,
                statement -> {
                    statement.setObject(1, wallet);
                    statement.setTimestamp(2, Timestamp.from(below.at()));
                    statement.setObject(3, below.id());
                    statement.setInt(4, limit);
                },
                row -> {
                    BigDecimal minor = row.getBigDecimal(4);
                    return new AdminAction(
                            row.getObject(1, UUID.class),
                            row.getString(2),
                            row.getString(3),
                            wallet,
                            asset.code(),
                            minor == null
                                    ? null
                                    : Money.ofMinor(minor.toBigIntegerExact(), asset)
                                            .major(),
                            row.getString(5),
                            row.getTimestamp(6).toInstant());
                });
    }
}
