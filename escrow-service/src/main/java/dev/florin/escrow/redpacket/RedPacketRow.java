package dev.florin.escrow.redpacket;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.ProblemType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads red packets and claims. */
final class RedPacketRow {
    static final String COLUMNS = """
            id, sender, asset, total, packet_count, mode, message, recipients, state, refusal, claimed, claimed_count,
            created_at, expires_at, closed_at, refund_id, refunded_at, trace""";

    static final String SELECT = "SELECT " + COLUMNS + " FROM red_packet";

    static final String SELECT_CLAIM = """
            SELECT c.id, c.packet_id, c.share_number, c.user_id, c.amount, c.state, c.refusal, c.remaining, c.created_at,
                   c.trace, p.asset
              FROM red_packet_claim c JOIN red_packet p ON p.id = c.packet_id""";

    private RedPacketRow() {}

    static RedPacket read(ResultSet row) throws SQLException {
        Asset asset = Asset.of(row.getString("asset"));
        return new RedPacket(
                row.getObject("id", UUID.class),
                row.getString("sender"),
                money(row, "total", asset),
                row.getInt("packet_count"),
                RedPacket.Mode.ofWireName(row.getString("mode")),
                row.getString("message"),
                List.of((String[]) row.getArray("recipients").getArray()),
                RedPacket.State.ofWireName(row.getString("state")),
                refusal(row),
                money(row, "claimed", asset),
                row.getInt("claimed_count"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("expires_at").toInstant(),
                time(row, "closed_at"),
                refunded(row),
                row.getString("trace"));
    }

    static Claim readClaim(ResultSet row) throws SQLException {
        return new Claim(
                row.getObject("id", UUID.class),
                row.getObject("packet_id", UUID.class),
                row.getInt("share_number"),
                row.getString("user_id"),
                money(row, "amount", Asset.of(row.getString("asset"))),
                Claim.State.ofWireName(row.getString("state")),
                refusal(row),
                row.getInt("remaining"),
                row.getTimestamp("created_at").toInstant(),
                row.getString("trace"));
    }

    static Money money(ResultSet row, String column, Asset asset) throws SQLException {
        return Money.ofMinor(row.getBigDecimal(column).toBigIntegerExact(), asset);
    }

    private static @Nullable ProblemType refusal(ResultSet row) throws SQLException {
        String code = row.getString("refusal");
        return code == null ? null : ProblemType.ofCode(code);
    }

    private static RedPacket.@Nullable Refunded refunded(ResultSet row) throws SQLException {
        Instant at = time(row, "refunded_at");
        return at == null ? null : new RedPacket.Refunded(row.getString("refund_id"), at);
    }

    private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
