package dev.florin.refund.refund;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A row of the table {@code refund}. */
final class RefundRow {
    static final String COLUMNS = """
            r.id, r.source, r.kind, r.source_id, r.user_id, r.asset, r.amount, r.claimed, r.total, r.reason, r.due_at,
            r.created_at, r.expires_at, r.state, r.attempts, r.tries, r.failure, r.given, r.description,
            r.transaction_id, r.balance_after, r.completed_at, r.trace""";

    static final String SELECT = "SELECT " + COLUMNS + " FROM refund r";

    private RefundRow() {}

    static Refund read(ResultSet row) throws SQLException {
        Asset asset = Asset.of(row.getString("asset"));
        return new Refund(
                row.getObject("id", UUID.class),
                thing(row, asset),
                Refund.State.ofWireName(row.getString("state")),
                row.getInt("attempts"),
                row.getInt("tries"),
                row.getString("failure"),
                given(row, asset),
                row.getString("trace"));
    }

    private static Refund.Thing thing(ResultSet row, Asset asset) throws SQLException {
        return new Refund.Thing(
                row.getString("source"),
                row.getString("kind"),
                row.getObject("source_id", UUID.class),
                row.getString("user_id"),
                Money.ofMinor(row.getBigDecimal("amount").toBigIntegerExact(), asset),
                row.getBigDecimal("claimed").toBigIntegerExact(),
                row.getBigDecimal("total").toBigIntegerExact(),
                row.getString("reason"),
                row.getTimestamp("due_at").toInstant(),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "expires_at"));
    }

    private static Refund.@Nullable Given given(ResultSet row, Asset asset) throws SQLException {
        Money amount = money(row, "given", asset);
        Instant at = instant(row, "completed_at");
        return amount == null || at == null
                ? null
                : new Refund.Given(
                        amount,
                        row.getString("description"),
                        row.getObject("transaction_id", UUID.class),
                        money(row, "balance_after", asset),
                        at);
    }

    private static @Nullable Money money(ResultSet row, String column, Asset asset) throws SQLException {
        BigDecimal minor = row.getBigDecimal(column);
        return minor == null ? null : Money.ofMinor(minor.toBigIntegerExact(), asset);
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
