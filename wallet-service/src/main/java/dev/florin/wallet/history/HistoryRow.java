package dev.florin.wallet.history;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads {@code entry} together with its transfer and the account on the other side. */
final class HistoryRow {
    static final String COLUMNS = """
            e.account_id, e.seq, e.asset, e.amount, e.balance_after, e.created_at, t.id, t.type, t.reference,
            coalesce(t.metadata->>'description', t.metadata->>'message'), t.metadata->>'service', t.metadata->>'message',
            CASE o.kind WHEN 'wallet' THEN o.owner END""";

    /** For an {@code entry e}. */
    static final String JOINS = """
             JOIN transfer t ON t.id = e.transfer_id
             JOIN account o ON o.id = CASE WHEN t.debit = e.account_id THEN t.credit ELSE t.debit END
            """;

    private HistoryRow() {}

    static Line read(ResultSet row) throws SQLException {
        Asset asset = Asset.of(row.getString(3));
        Money amount = money(row.getBigDecimal(4), asset);
        return new Line(
                row.getLong(2),
                new TransactionView(
                        row.getObject(7, UUID.class),
                        amount.major(),
                        row.getString(8),
                        text(row, 10),
                        text(row, 11),
                        "completed",
                        row.getTimestamp(6).toInstant(),
                        money(row.getBigDecimal(5), asset).major(),
                        asset.code(),
                        row.getObject(1, UUID.class),
                        amount.isNegative() ? HistoryQuery.DEBIT : HistoryQuery.CREDIT,
                        text(row, 13),
                        text(row, 9),
                        text(row, 12)));
    }

    static Money money(@Nullable BigDecimal minor, Asset asset) {
        return minor == null ? Money.zero(asset) : Money.ofMinor(minor.toBigIntegerExact(), asset);
    }

    private static @Nullable String text(ResultSet row, int column) throws SQLException {
        return row.getString(column);
    }
}
