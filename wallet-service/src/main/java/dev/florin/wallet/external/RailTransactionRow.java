package dev.florin.wallet.external;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads {@code rail_transaction}. */
final class RailTransactionRow {
    static final String COLUMNS = """
            id, kind, owner, wallet_id, amount, asset, rail, destination, state, transaction_hash, reason, failed_at,
                   attempt, transfer_id, created_at, refund_id, refunded_at""";

    static final String SELECT = "SELECT " + COLUMNS + " FROM rail_transaction";

    private RailTransactionRow() {}

    static RailTransaction read(ResultSet row) throws SQLException {
        return new RailTransaction(
                row.getObject(1, UUID.class),
                RailTransaction.Kind.ofWireName(row.getString(2)),
                row.getString(3),
                row.getObject(4, UUID.class),
                Money.ofMinor(row.getBigDecimal(5).toBigIntegerExact(), Asset.of(row.getString(6))),
                row.getString(7),
                row.getString(8),
                RailTransaction.State.ofWireName(row.getString(9)),
                row.getString(10),
                failure(row.getString(11), row.getTimestamp(12)),
                row.getInt(13),
                row.getObject(14, UUID.class),
                row.getTimestamp(15).toInstant(),
                refund(row.getString(16), row.getTimestamp(17)));
    }

    private static RailTransaction.@Nullable Failure failure(@Nullable String reason, @Nullable Timestamp at) {
        return reason == null || at == null ? null : new RailTransaction.Failure(reason, at.toInstant());
    }

    private static RailTransaction.@Nullable Refund refund(@Nullable String id, @Nullable Timestamp at) {
        return id == null || at == null ? null : new RailTransaction.Refund(id, at.toInstant());
    }
}
