package dev.florin.wallet.ledger;

import dev.florin.common.money.Asset;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads {@code account}. */
final class AccountRow {
    static final String SELECT = """
            SELECT id, owner, asset, kind, posted, held, overdraft, seq, version, frozen, updated_at, tier,
                   limit_transaction, limit_daily, limit_monthly, spent_on, spent_today, spent_month
              FROM account""";

    private AccountRow() {}

    static Account read(ResultSet row) throws SQLException {
        return new Account(
                row.getObject(1, UUID.class),
                row.getString(2),
                Asset.of(row.getString(3)),
                Account.Kind.ofWireName(row.getString(4)),
                minor(row, 5),
                minor(row, 6),
                minor(row, 7),
                row.getLong(8),
                row.getLong(9),
                row.getBoolean(10),
                row.getString(12),
                new Limits(limit(row, 13), limit(row, 14), limit(row, 15)),
                new Spending(row.getObject(16, LocalDate.class), minor(row, 17), minor(row, 18)),
                row.getTimestamp(11).toInstant());
    }

    private static @Nullable BigInteger limit(ResultSet row, int column) throws SQLException {
        BigDecimal value = row.getBigDecimal(column);
        return value == null ? null : value.toBigIntegerExact();
    }

    /** A {@code numeric(38, 0)}. */
    static BigInteger minor(ResultSet row, int column) throws SQLException {
        BigDecimal value = row.getBigDecimal(column);
        return value == null ? BigInteger.ZERO : value.toBigIntegerExact();
    }
}
