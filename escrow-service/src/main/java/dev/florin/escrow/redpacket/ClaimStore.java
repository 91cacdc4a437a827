package dev.florin.escrow.redpacket;

import dev.florin.common.database.Database;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.ProblemType;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The SQL of claims, and of the shares that they take. */
@Singleton
public class ClaimStore {
    private final Database database;

    ClaimStore(Database database) {
        this.database = database;
    }

    Optional<Claim> claim(UUID id) {
        return database.first(
                RedPacketRow.SELECT_CLAIM + " WHERE c.id = ?",
                statement -> statement.setObject(1, id),
                RedPacketRow::readClaim);
    }

    /** A person's claim on a packet, unless it was refused. */
    Optional<Claim> claim(UUID packet, String user) {
        return database.first(
                RedPacketRow.SELECT_CLAIM + " WHERE c.packet_id = ? AND c.user_id = ? AND c.state <> 'refused'",
                statement -> {
                    statement.setObject(1, packet);
                    statement.setString(2, user);
                },
                RedPacketRow::readClaim);
    }

    /** The claim of this request or, if it is new, of this person: in one question, which ten thousand ask at once. */
    Optional<Claim> earlier(UUID id, UUID packet, String user) {
        return database.first(
                RedPacketRow.SELECT_CLAIM + """
                         WHERE c.id = ? OR (c.packet_id = ? AND c.user_id = ? AND c.state <> 'refused')
                         ORDER BY c.id = ? DESC LIMIT 1
                        """,
                statement -> {
                    statement.setObject(1, id);
                    statement.setObject(2, packet);
                    statement.setString(3, user);
                    statement.setObject(4, id);
                },
                RedPacketRow::readClaim);
    }

    List<Claim> pending(UUID packet) {
        return database.list(
                RedPacketRow.SELECT_CLAIM + " WHERE c.packet_id = ? AND c.state = 'pending'",
                statement -> statement.setObject(1, packet),
                RedPacketRow::readClaim);
    }

    /** What a user got, newest first, after the cursor. */
    List<Claim> received(String user, TimeCursor after, int limit) {
        return database.list(
                RedPacketRow.SELECT_CLAIM + """
                         WHERE c.user_id = ? AND c.state = 'done' AND (c.created_at, c.id) < (?, ?)
                         ORDER BY c.created_at DESC, c.id DESC
                         LIMIT ?
                        """,
                statement -> {
                    statement.setString(1, user);
                    statement.setTimestamp(2, Timestamp.from(after.at()));
                    statement.setObject(3, after.id());
                    statement.setInt(4, limit);
                },
                RedPacketRow::readClaim);
    }

    boolean hasFreeShare(UUID packet) {
        return database.first(
                        "SELECT 1 FROM red_packet_share WHERE packet_id = ? AND claim_id IS NULL LIMIT 1",
                        statement -> statement.setObject(1, packet),
                        row -> row.getInt(1))
                .isPresent();
    }

    /** What nobody has taken of a packet that is locked. */
    RedPacketStories.Free free(Connection transaction, RedPacket packet) throws SQLException {
        return Database.list(
                        transaction,
                        """
                        SELECT count(*) AS count, coalesce(sum(amount), 0) AS amount
                          FROM red_packet_share WHERE packet_id = ? AND claim_id IS NULL
                        """,
                        statement -> statement.setObject(1, packet.id()),
                        row -> new RedPacketStories.Free(
                                row.getInt("count"),
                                RedPacketRow.money(row, "amount", packet.total().asset())))
                .getFirst();
    }

    /**
     * Takes a share that nobody else is just taking. If there is none, but one whose taker may yet stumble, waits for
     * that.
     */
    Optional<Claim.Share> take(Connection transaction, RedPacket packet, UUID claim) throws SQLException {
        Optional<Claim.Share> share = take(transaction, packet, claim, " SKIP LOCKED");
        return share.isPresent() ? share : take(transaction, packet, claim, "");
    }

    private static Optional<Claim.Share> take(Connection transaction, RedPacket packet, UUID claim, String how)
            throws SQLException {
        return Database.list(
                        transaction,
                        """
                        UPDATE red_packet_share SET claim_id = ?
                         WHERE packet_id = ? AND claim_id IS NULL
                           AND number = (SELECT number FROM red_packet_share WHERE packet_id = ? AND claim_id IS NULL
                                          ORDER BY number LIMIT 1 FOR UPDATE%s)
                        RETURNING number, amount
                        """.formatted(how),
                        statement -> {
                            statement.setObject(1, claim);
                            statement.setObject(2, packet.id());
                            statement.setObject(3, packet.id());
                        },
                        row -> new Claim.Share(
                                row.getInt("number"),
                                RedPacketRow.money(row, "amount", packet.total().asset())))
                .stream()
                .findFirst();
    }

    /** @return whether it is this person's only one */
    boolean begin(Connection transaction, Claim claim, Instant nextAt) throws SQLException {
        return Database.update(transaction, """
                        INSERT INTO red_packet_claim (id, packet_id, share_number, user_id, amount, trace, created_at, next_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                            ON CONFLICT DO NOTHING
                        """, statement -> {
                    statement.setObject(1, claim.id());
                    statement.setObject(2, claim.packet());
                    statement.setInt(3, claim.share());
                    statement.setString(4, claim.user());
                    statement.setBigDecimal(5, new BigDecimal(claim.amount().minor()));
                    statement.setString(6, claim.trace());
                    statement.setTimestamp(7, Timestamp.from(claim.createdAt()));
                    statement.setTimestamp(8, Timestamp.from(nextAt));
                })
                == 1;
    }

    /** @return whether it was under way until now; whoever else wants to close it waits */
    boolean lockPending(Connection transaction, UUID id) throws SQLException {
        return !Database.list(
                        transaction,
                        "SELECT 1 FROM red_packet_claim WHERE id = ? AND state = 'pending' FOR UPDATE",
                        statement -> statement.setObject(1, id),
                        row -> row.getInt(1))
                .isEmpty();
    }

    void finish(Connection transaction, UUID id, int remaining, Instant now) throws SQLException {
        Database.update(
                transaction,
                "UPDATE red_packet_claim SET state = 'done', remaining = ?, closed_at = ? WHERE id = ?",
                statement -> {
                    statement.setInt(1, remaining);
                    statement.setTimestamp(2, Timestamp.from(now));
                    statement.setObject(3, id);
                });
    }

    /** Closes a claim that is locked, and frees its share. */
    void refuse(Connection transaction, Claim claim, ProblemType reason, Instant now) throws SQLException {
        Database.update(
                transaction,
                "UPDATE red_packet_claim SET state = 'refused', refusal = ?, closed_at = ? WHERE id = ?",
                statement -> {
                    statement.setString(1, reason.code());
                    statement.setTimestamp(2, Timestamp.from(now));
                    statement.setObject(3, claim.id());
                });
        Database.update(
                transaction,
                "UPDATE red_packet_share SET claim_id = NULL WHERE claim_id = ?",
                statement -> statement.setObject(1, claim.id()));
    }

    /** Takes claims that were left behind; nobody else takes them until {@code nextAt}. */
    List<TakenRow> takeLeftBehind(Instant now, Instant nextAt, int limit) {
        return database.list(
                """
                UPDATE red_packet_claim SET next_at = ?, tries = tries + 1
                 WHERE id IN (SELECT id FROM red_packet_claim WHERE state = 'pending' AND next_at <= ?
                               ORDER BY next_at LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING id, tries
                """,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(nextAt));
                    statement.setTimestamp(2, Timestamp.from(now));
                    statement.setInt(3, limit);
                },
                row -> new TakenRow(row.getObject("id", UUID.class), row.getInt("tries")));
    }

    /** What is in the way of a claim that is under way. */
    void note(UUID id, String problem) {
        database.update("UPDATE red_packet_claim SET problem = ? WHERE id = ? AND state = 'pending'", statement -> {
            statement.setString(1, problem);
            statement.setObject(2, id);
        });
    }

    /** When a claim that is still under way is taken next. */
    void postpone(UUID id, Instant nextAt) {
        database.update("UPDATE red_packet_claim SET next_at = ? WHERE id = ? AND state = 'pending'", statement -> {
            statement.setTimestamp(1, Timestamp.from(nextAt));
            statement.setObject(2, id);
        });
    }
}
