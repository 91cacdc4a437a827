package dev.florin.escrow.escrow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.florin.common.json.Json;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads {@code escrow}. */
final class EscrowRow {
    static final String SELECT = """
            SELECT id, buyer, seller, asset, amount, fee_bps, fee_payer, terms, milestones, inspection_s, deadline, state,
                   funded, held, released, refunded, fee, paid, returned, paid_milestones, hold_id, version, delivered_at,
                   received_at, acts_at, lapsed_at, created_at, updated_at
              FROM escrow""";

    private EscrowRow() {}

    static Escrow read(ResultSet row) throws SQLException {
        Asset asset = Asset.of(row.getString("asset"));
        return new Escrow(
                row.getObject("id", UUID.class),
                agreement(row, asset),
                Escrow.State.valueOf(row.getString("state")),
                new Funds(
                        money(row, "funded", asset),
                        money(row, "held", asset),
                        money(row, "released", asset),
                        money(row, "refunded", asset),
                        money(row, "fee", asset),
                        money(row, "paid", asset),
                        money(row, "returned", asset)),
                List.of((String[]) row.getArray("paid_milestones").getArray()),
                row.getObject("hold_id", UUID.class),
                row.getLong("version"),
                time(row, "delivered_at"),
                time(row, "received_at"),
                time(row, "acts_at"),
                time(row, "lapsed_at"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }

    private static Agreement agreement(ResultSet row, Asset asset) throws SQLException {
        return new Agreement(
                row.getString("buyer"),
                row.getString("seller"),
                money(row, "amount", asset),
                new Fee(row.getInt("fee_bps"), Fee.Payer.ofWireName(row.getString("fee_payer"))),
                row.getString("terms"),
                milestones(row.getString("milestones")),
                Duration.ofSeconds(row.getLong("inspection_s")),
                row.getTimestamp("deadline").toInstant());
    }

    static Money money(ResultSet row, String column, Asset asset) throws SQLException {
        return Money.ofMinor(row.getBigDecimal(column).toBigIntegerExact(), asset);
    }

    /** As JSON. */
    static String json(List<?> list) {
        try {
            return Json.mapper().writeValueAsString(list);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a list cannot be written", e);
        }
    }

    private static List<Milestone> milestones(String text) {
        try {
            return Json.mapper().readValue(text, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("milestones cannot be read", e);
        }
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
