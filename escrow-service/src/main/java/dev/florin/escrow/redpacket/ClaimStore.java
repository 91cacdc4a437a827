package dev.florin.escrow.redpacket;

import dev.florin.common.database.Database;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.ProblemType;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The SQL of claims, and of the shares that they take. */
@Singleton
public class ClaimStore {
    private static final String FREE_SHARE =
            "SELECT 1 FROM red_packet_share WHERE packet_id = ? AND claim_id IS NULL LIMIT 1";

    // The key comes first: by the time it is seen as used, what used it is seen, too.
    private static final String LOOK = String.join(
            ";",
            "SELECT 1 FROM used_key WHERE id = ?",
            RedPacketRow.SELECT_CLAIM + " WHERE c.id = ? UNION ALL " + RedPacketRow.SELECT_CLAIM
                    + " WHERE c.packet_id = ? AND c.user_id = ? AND c.state <> 'refused'",
            RedPacketRow.SELECT + " WHERE id = ?",
            FREE_SHARE);

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

    /**
     * What somebody who wants a share finds.
     *
     * @param isKeyUsed whether a request of any kind has the key of this one
     * @param earlier the claim of this request or, if it is new, of this person
     */
    record Found(boolean isKeyUsed, Optional<Claim> earlier, Optional<RedPacket> packet, boolean hasFreeShare) {}

    /** All of it in one round trip: of ten thousand who ask at once, most need nothing else. */
    Found look(UUID id, UUID packet, String user) {
        return database.onConnection(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(LOOK)) {
                statement.setObject(1, id);
                statement.setObject(2, id);
                statement.setObject(3, packet);
                statement.setString(4, user);
                statement.setObject(5, packet);
                statement.setObject(6, packet);
                statement.execute();
                List<Integer> used = Database.nextResult(statement, row -> row.getInt(1));
                List<Claim> earlier = Database.nextResult(statement, RedPacketRow::readClaim);
                List<RedPacket> packets = Database.nextResult(statement, RedPacketRow::read);
                List<Integer> free = Database.nextResult(statement, row -> row.getInt(1));
                Optional<Claim> same =
                        earlier.stream().filter(claim -> claim.id().equals(id)).findFirst();
                return new Found(
                        !used.isEmpty(),
                        same.or(() -> earlier.stream().findFirst()),
                        packets.stream().findFirst(),
                        !free.isEmpty());
            }
        });
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
        return database.first(FREE_SHARE, statement -> statement.setObject(1, packet), row -> row.getInt(1))
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
     * Takes a share that nobody else is just taking, with the intent to pay it. If there is none, but one whose taker
     * may yet stumble, waits for that.
     */
    Optional<Taken> take(Connection transaction, RedPacket packet, Wish wish, Instant now, Instant nextAt)
            throws SQLException {
        Optional<Taken> taken = take(transaction, packet, wish, now, nextAt, " SKIP LOCKED");
        return taken.isPresent() ? taken : take(transaction, packet, wish, now, nextAt, "");
    }

    /**
     * A share that was taken.
     *
     * @param isFirst whether it is this person's only one; if not, nothing of this may be committed
     */
    record Taken(int number, Money amount, boolean isFirst) {}

    /** Who wants a share, in which request. */
    record Wish(UUID id, String user, String trace) {}

    private static Optional<Taken> take(
            Connection transaction, RedPacket packet, Wish wish, Instant now, Instant nextAt, String how)
            throws SQLException {
        return Database.list(
                        transaction,
                        """
                        WITH taken AS (
                            UPDATE red_packet_share SET claim_id = ?
                             WHERE packet_id = ? AND claim_id IS NULL
                               AND number = (SELECT number FROM red_packet_share WHERE packet_id = ? AND claim_id IS NULL
                                              ORDER BY number LIMIT 1 FOR UPDATE%s)
                            RETURNING number, amount),
                        begun AS (
                            INSERT INTO red_packet_claim (id, packet_id, share_number, user_id, amount, trace, created_at, next_at)
                            SELECT ?, ?, number, ?, amount, ?, ?, ? FROM taken
                                ON CONFLICT DO NOTHING
                            RETURNING id)
                        SELECT number, amount, EXISTS (SELECT FROM begun) AS first FROM taken
                        """.formatted(how),
                        statement -> {
                            statement.setObject(1, wish.id());
                            statement.setObject(2, packet.id());
                            statement.setObject(3, packet.id());
                            statement.setObject(4, wish.id());
                            statement.setObject(5, packet.id());
                            statement.setString(6, wish.user());
                            statement.setString(7, wish.trace());
                            statement.setTimestamp(8, Timestamp.from(now));
                            statement.setTimestamp(9, Timestamp.from(nextAt));
                        },
                        row -> new Taken(
                                row.getInt("number"),
                                RedPacketRow.money(row, "amount", packet.total().asset()),
                                row.getBoolean("first")))
                .stream()
                .findFirst();
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
