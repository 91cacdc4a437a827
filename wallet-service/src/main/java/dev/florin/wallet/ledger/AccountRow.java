package dev.florin.wallet.ledger;

import dev.florin.common.money.Asset;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/** Reads {@code account}. */
final class AccountRow {
    static final String SELECT =
            "SELECT id, owner, asset, kind, posted, held, overdraft, seq, version, frozen, updated_at FROM account";

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
                row.getTimestamp(11).toInstant());
    }

    /** A {@code numeric(38, 0)}. */
    static BigInteger minor(ResultSet row, int column) throws SQLException {
        BigDecimal value = row.getBigDecimal(column);
        return value == null ? BigInteger.ZERO : value.toBigIntegerExact();
    }
}
