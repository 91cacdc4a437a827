package dev.florin.wallet.purchase;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads {@code purchase}. */
final class PurchaseRow {
    static final String SELECT = """
            SELECT id, owner, wallet_id, amount, asset, type, service, description, state, created_at, expires_at,
                   reason, due_at, refund_attempt, refund_id, refunded_at
              FROM purchase""";

    private PurchaseRow() {}

    static Purchase read(ResultSet row) throws SQLException {
        return new Purchase(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getObject(3, UUID.class),
                money(row.getBigDecimal(4), row.getString(5)),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                Purchase.State.ofWireName(row.getString(9)),
                row.getTimestamp(10).toInstant(),
                row.getTimestamp(11).toInstant(),
                fallen(row.getString(12), row.getTimestamp(13)),
                row.getInt(14),
                refund(row.getString(15), row.getTimestamp(16)));
    }

    private static Money money(BigDecimal minor, String asset) {
        return Money.ofMinor(minor.toBigIntegerExact(), Asset.of(asset));
    }

    private static Purchase.@Nullable Fallen fallen(@Nullable String reason, @Nullable Timestamp dueAt) {
        return reason == null || dueAt == null ? null : new Purchase.Fallen(reason, dueAt.toInstant());
    }

    private static Purchase.@Nullable Refund refund(@Nullable String id, @Nullable Timestamp at) {
        return id == null || at == null ? null : new Purchase.Refund(id, at.toInstant());
    }
}
