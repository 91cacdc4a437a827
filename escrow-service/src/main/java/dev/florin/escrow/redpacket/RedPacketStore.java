package dev.florin.escrow.redpacket;

import dev.florin.common.database.Columns;
import dev.florin.common.database.Database;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.ProblemType;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The SQL of red packets. */
@Singleton
public class RedPacketStore {
    private static final Columns<RedPacket> COUNTED = new Columns<RedPacket>()
            .uuid("id", RedPacket::id)
            .number("claimed", packet -> new BigDecimal(packet.claimed().minor()))
            .add("claimed_count", "integer", RedPacket::claimedCount)
            .text("state", packet -> packet.state().wireName())
            .time("closed_at", RedPacket::closedAt);

    private final Database database;

    RedPacketStore(Database database) {
        this.database = database;
    }

    <T> T inTransaction(Database.Work<T> work) {
        return database.inTransaction(work);
    }

    /** Keeps it, unless there is one of this id already. */
    boolean create(RedPacket packet, UUID fingerprint, Instant nextAt) {
        return database.inTransaction(transaction -> Database.update(transaction, """
                        INSERT INTO red_packet (id, sender, asset, total, packet_count, mode, message, recipients, fingerprint,
                                                trace, created_at, expires_at, next_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                            ON CONFLICT (id) DO NOTHING
                        """, statement -> {
                    statement.setObject(1, packet.id());
                    statement.setString(2, packet.sender());
                    statement.setString(3, packet.total().asset().code());
                    statement.setBigDecimal(4, new BigDecimal(packet.total().minor()));
                    statement.setInt(5, packet.packetCount());
                    statement.setString(6, packet.mode().wireName());
                    statement.setString(7, packet.message());
                    statement.setArray(
                            8,
                            transaction.createArrayOf(
                                    "text", packet.recipients().toArray()));
                    statement.setObject(9, fingerprint);
                    statement.setString(10, packet.trace());
                    statement.setTimestamp(11, Timestamp.from(packet.createdAt()));
                    statement.setTimestamp(12, Timestamp.from(packet.expiresAt()));
                    statement.setTimestamp(13, Timestamp.from(nextAt));
                })
                == 1);
    }

    Optional<RedPacket> packet(UUID id) {
        return database.first(
                RedPacketRow.SELECT + " WHERE id = ?", statement -> statement.setObject(1, id), RedPacketRow::read);
    }

    List<RedPacket> packets(Collection<UUID> ids) {
        return database.list(
                RedPacketRow.SELECT + " WHERE id = ANY (?)",
                statement -> Database.bindIds(statement, 1, ids),
                RedPacketRow::read);
    }

    Optional<UUID> fingerprint(UUID id) {
        return database.first(
                "SELECT fingerprint FROM red_packet WHERE id = ?",
                statement -> statement.setObject(1, id),
                row -> row.getObject(1, UUID.class));
    }

    /** Those that a user sent, newest first, after the cursor. */
    List<RedPacket> sent(String user, TimeCursor after, int limit) {
        return database.list(
                RedPacketRow.SELECT
                        + " WHERE sender = ? AND (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?",
                statement -> {
                    statement.setString(1, user);
                    statement.setTimestamp(2, Timestamp.from(after.at()));
                    statement.setObject(3, after.id());
                    statement.setInt(4, limit);
                },
                RedPacketRow::read);
    }

    /** Until the end of the transaction nobody closes them; any number may hold this at once. */
    Map<UUID, RedPacket> lockOpen(Connection transaction, Collection<UUID> ids) throws SQLException {
        return locked(transaction, ids, " FOR KEY SHARE");
    }

    /** Until the end of the transaction nobody else counts claims on them. */
    Map<UUID, RedPacket> lockCounts(Connection transaction, Collection<UUID> ids) throws SQLException {
        return locked(transaction, ids, " FOR NO KEY UPDATE");
    }

    /** Waits for claims that are being taken; until the end of the transaction there is no other one. */
    Optional<RedPacket> lock(Connection transaction, UUID id) throws SQLException {
        return Optional.ofNullable(
                locked(transaction, List.of(id), " FOR UPDATE").get(id));
    }

    /** In the order of ids, so that no two wait for each other. */
    private static Map<UUID, RedPacket> locked(Connection transaction, Collection<UUID> ids, String how)
            throws SQLException {
        return Database.list(
                        transaction,
                        RedPacketRow.SELECT + " WHERE id = ANY (?) ORDER BY id" + how,
                        statement -> Database.bindIds(statement, 1, ids),
                        RedPacketRow::read)
                .stream()
                .collect(Collectors.toMap(RedPacket::id, Function.identity()));
    }

    /** Opens a packet that is locked, with its shares. */
    void open(Connection transaction, UUID id, List<BigInteger> shares) throws SQLException {
        Database.update(transaction, """
                INSERT INTO red_packet_share (packet_id, number, amount)
                SELECT ?, share.number, share.amount FROM unnest(?) WITH ORDINALITY AS share (amount, number)
                """, statement -> {
            statement.setObject(1, id);
            statement.setArray(2, transaction.createArrayOf("numeric", shares.toArray()));
        });
        Database.update(
                transaction,
                "UPDATE red_packet SET state = 'active' WHERE id = ?",
                statement -> statement.setObject(1, id));
    }

    /** There is no money for it. */
    void refuse(UUID id, ProblemType reason) {
        database.update(
                "UPDATE red_packet SET state = 'refused', refusal = ? WHERE id = ? AND state = 'funding'",
                statement -> {
                    statement.setString(1, reason.code());
                    statement.setObject(2, id);
                });
    }

    /** Keeps how many claims there are on packets that are locked, and which of them that completes. */
    void count(Connection transaction, Collection<RedPacket> packets) throws SQLException {
        Database.update(
                transaction,
                """
                UPDATE red_packet AS p
                   SET claimed = c.claimed, claimed_count = c.claimed_count, state = c.state, closed_at = c.closed_at
                  FROM\s""" + COUNTED.unnest("c") + " WHERE p.id = c.id",
                statement -> COUNTED.bind(statement, 1, packets));
    }

    /** Closes a packet that is locked. */
    void close(Connection transaction, UUID id, RedPacket.State state, Instant at) throws SQLException {
        Database.update(transaction, "UPDATE red_packet SET state = ?, closed_at = ? WHERE id = ?", statement -> {
            statement.setString(1, state.wireName());
            statement.setTimestamp(2, Timestamp.from(at));
            statement.setObject(3, id);
        });
    }

    /** @return whether it was not refunded before */
    boolean refund(UUID id, String refundId, Instant now) {
        return database.update(
                        "UPDATE red_packet SET refund_id = ?, refunded_at = ? WHERE id = ? AND refunded_at IS NULL",
                        statement -> {
                            statement.setString(1, refundId);
                            statement.setTimestamp(2, Timestamp.from(now));
                            statement.setObject(3, id);
                        })
                == 1;
    }

    /** Takes packets without money that were left behind; nobody else takes them until {@code nextAt}. */
    List<TakenRow> takeLeftBehind(Instant now, Instant nextAt, int limit) {
        return database.list(
                """
                UPDATE red_packet SET next_at = ?, tries = tries + 1
                 WHERE id IN (SELECT id FROM red_packet WHERE state = 'funding' AND next_at <= ?
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

    /** What is in the way of a packet that has no money yet. */
    void note(UUID id, String problem) {
        database.update("UPDATE red_packet SET problem = ? WHERE id = ? AND state = 'funding'", statement -> {
            statement.setString(1, problem);
            statement.setObject(2, id);
        });
    }

    /** When a packet that has no money yet is taken next. */
    void postpone(UUID id, Instant nextAt) {
        database.update("UPDATE red_packet SET next_at = ? WHERE id = ? AND state = 'funding'", statement -> {
            statement.setTimestamp(1, Timestamp.from(nextAt));
            statement.setObject(2, id);
        });
    }

    /** Packets whose time is over and that have shares left, longest overdue first. */
    List<UUID> late(Instant now, int limit) {
        return database.list(
                """
                SELECT id FROM red_packet p
                 WHERE state = 'active' AND expires_at <= ?
                   AND EXISTS (SELECT FROM red_packet_share s WHERE s.packet_id = p.id AND s.claim_id IS NULL)
                 ORDER BY expires_at LIMIT ?
                """,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(now));
                    statement.setInt(2, limit);
                },
                row -> row.getObject(1, UUID.class));
    }

    /** Packets whose rest fell due back between these times, and is known: no claim is under way. Oldest first. */
    List<RedPacket> due(Instant dueAfter, Instant dueBefore, int limit) {
        return database.list(
                RedPacketRow.SELECT + """
                         AS packet
                         WHERE state IN ('expired', 'cancelled') AND refunded_at IS NULL AND closed_at BETWEEN ? AND ?
                           AND NOT EXISTS (SELECT FROM red_packet_claim c WHERE c.packet_id = packet.id AND c.state = 'pending')
                         ORDER BY closed_at, id
                         LIMIT ?
                        """,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(dueAfter));
                    statement.setTimestamp(2, Timestamp.from(dueBefore));
                    statement.setInt(3, limit);
                },
                RedPacketRow::read);
    }

    /** Packets whose rest was given back, oldest first, after the cursor. */
    List<RedPacket> refunded(TimeCursor after, int limit) {
        return database.list(
                RedPacketRow.SELECT
                        + " WHERE refunded_at IS NOT NULL AND (refunded_at, id) > (?, ?) ORDER BY refunded_at, id LIMIT ?",
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(after.at()));
                    statement.setObject(2, after.id());
                    statement.setInt(3, limit);
                },
                RedPacketRow::read);
    }

    /** Counts them all, in one pass. */
    RedPacketStats stats() {
        return database.list(
                        """
                        SELECT count(*) FILTER (WHERE state NOT IN ('funding', 'refused')),
                               count(*) FILTER (WHERE state = 'active'),
                               count(*) FILTER (WHERE state = 'completed'),
                               coalesce(sum(claimed_count), 0)
                          FROM red_packet
                        """,
                        Database.Binder.NOTHING,
                        row -> new RedPacketStats(
                                new RedPacketStats.Packets(row.getLong(1), row.getLong(2), row.getLong(3)),
                                new RedPacketStats.Claims(row.getLong(4))))
                .getFirst();
    }
}
