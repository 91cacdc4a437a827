package dev.florin.escrow.escrow;

import dev.florin.common.database.Database;
import dev.florin.common.money.Asset;
import dev.florin.common.page.TimeCursor;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of escrows and their timelines. */
@Singleton
public class EscrowStore {
    private final Database database;

    EscrowStore(Database database) {
        this.database = database;
    }

    <T> T inTransaction(Database.Work<T> work) {
        return database.inTransaction(work);
    }

    /** @return whether it is new */
    boolean create(Connection transaction, Escrow escrow, UUID fingerprint) throws SQLException {
        Agreement agreement = escrow.agreement();
        return Database.update(transaction, """
                        INSERT INTO escrow (id, buyer, seller, asset, amount, fee_bps, fee_payer, terms, milestones, inspection_s,
                                            deadline, fingerprint, state, acts_at, created_at, updated_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?::json, ?, ?, ?, ?, ?, ?, ?)
                            ON CONFLICT (id) DO NOTHING
                        """, statement -> {
                    statement.setObject(1, escrow.id());
                    statement.setString(2, agreement.buyer());
                    statement.setString(3, agreement.seller());
                    statement.setString(4, agreement.amount().asset().code());
                    statement.setBigDecimal(5, new BigDecimal(agreement.amount().minor()));
                    statement.setInt(6, agreement.fee().basisPoints());
                    statement.setString(7, agreement.fee().payer().wireName());
                    statement.setString(8, agreement.terms());
                    statement.setString(9, EscrowRow.text(agreement.milestones()));
                    statement.setLong(10, agreement.inspection().toSeconds());
                    statement.setTimestamp(11, Timestamp.from(agreement.deadline()));
                    statement.setObject(12, fingerprint);
                    statement.setString(13, escrow.state().name());
                    statement.setTimestamp(14, time(escrow.actsAt()));
                    statement.setTimestamp(15, Timestamp.from(escrow.createdAt()));
                    statement.setTimestamp(16, Timestamp.from(escrow.updatedAt()));
                })
                == 1;
    }

    Optional<Escrow> escrow(UUID id) {
        return database.first(
                EscrowRow.SELECT + " WHERE id = ?", statement -> statement.setObject(1, id), EscrowRow::read);
    }

    /** @param isMoving whether a movement of its money is under way: both as of one instant */
    record Standing(Escrow escrow, boolean isMoving) {}

    Optional<Standing> standing(UUID id) {
        return database.first(
                """
                SELECT escrow.*, EXISTS (SELECT FROM escrow_movement m WHERE m.escrow_id = escrow.id AND m.state = 'pending') AS moving
                  FROM escrow WHERE id = ?
                """,
                statement -> statement.setObject(1, id),
                row -> new Standing(EscrowRow.read(row), row.getBoolean("moving")));
    }

    /** Whether no request of any kind has this id: whoever brings it comes for the first time. */
    boolean isUnused(UUID id) {
        return database.first(
                        "SELECT 1 FROM used_key WHERE id = ?",
                        statement -> statement.setObject(1, id),
                        row -> row.getInt(1))
                .isEmpty();
    }

    Optional<UUID> fingerprint(UUID id) {
        return database.first(
                "SELECT fingerprint FROM escrow WHERE id = ?",
                statement -> statement.setObject(1, id),
                row -> row.getObject(1, UUID.class));
    }

    /** Escrows of a user, on either side, newest first, after the cursor. */
    List<Escrow> escrows(String user, TimeCursor after, int limit) {
        // Two seeks, one per side: an OR would sort all of a user's escrows.
        String side = "(" + EscrowRow.SELECT
                + " WHERE %s = ? AND (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?)";
        return database.list(
                side.formatted("buyer") + " UNION ALL " + side.formatted("seller")
                        + " ORDER BY created_at DESC, id DESC LIMIT ?",
                statement -> {
                    bindSide(statement, 0, user, after, limit);
                    bindSide(statement, 4, user, after, limit);
                    statement.setInt(9, limit);
                },
                EscrowRow::read);
    }

    private static void bindSide(PreparedStatement statement, int at, String user, TimeCursor after, int limit)
            throws SQLException {
        statement.setString(at + 1, user);
        statement.setTimestamp(at + 2, Timestamp.from(after.at()));
        statement.setObject(at + 3, after.id());
        statement.setInt(at + 4, limit);
    }

    /**
     * Compare and set: the escrow has to be as it was before.
     *
     * @return whether it was
     */
    boolean change(Connection transaction, Escrow before, Escrow after) throws SQLException {
        Funds funds = after.funds();
        return Database.update(transaction, """
                        UPDATE escrow
                           SET state = ?, funded = ?, held = ?, released = ?, refunded = ?, fee = ?, paid = ?, returned = ?,
                               paid_milestones = ?, hold_id = ?, version = ?, delivered_at = ?, received_at = ?, acts_at = ?,
                               lapsed_at = ?, updated_at = ?
                         WHERE id = ? AND version = ?
                        """, statement -> {
                    statement.setString(1, after.state().name());
                    statement.setBigDecimal(2, new BigDecimal(funds.funded().minor()));
                    statement.setBigDecimal(3, new BigDecimal(funds.held().minor()));
                    statement.setBigDecimal(4, new BigDecimal(funds.released().minor()));
                    statement.setBigDecimal(5, new BigDecimal(funds.refunded().minor()));
                    statement.setBigDecimal(6, new BigDecimal(funds.fee().minor()));
                    statement.setBigDecimal(7, new BigDecimal(funds.paid().minor()));
                    statement.setBigDecimal(8, new BigDecimal(funds.returned().minor()));
                    statement.setArray(
                            9,
                            transaction.createArrayOf(
                                    "text", after.paidMilestones().toArray()));
                    statement.setObject(10, after.hold());
                    statement.setLong(11, after.version());
                    statement.setTimestamp(12, time(after.deliveredAt()));
                    statement.setTimestamp(13, time(after.receivedAt()));
                    statement.setTimestamp(14, time(after.actsAt()));
                    statement.setTimestamp(15, time(after.lapsedAt()));
                    statement.setTimestamp(16, Timestamp.from(after.updatedAt()));
                    statement.setObject(17, before.id());
                    statement.setLong(18, before.version());
                })
                == 1;
    }

    void record(Connection transaction, UUID escrow, Transition transition) throws SQLException {
        Database.update(transaction, """
                INSERT INTO escrow_transition (escrow_id, number, action, actor, reason, from_state, to_state, amount, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, statement -> {
            statement.setObject(1, escrow);
            statement.setLong(2, transition.number());
            statement.setString(3, transition.action());
            statement.setString(4, transition.actor());
            statement.setString(5, transition.reason());
            statement.setString(
                    6, transition.from() == null ? null : transition.from().name());
            statement.setString(7, transition.to().name());
            statement.setBigDecimal(8, new BigDecimal(transition.amount().minor()));
            statement.setTimestamp(9, Timestamp.from(transition.at()));
        });
    }

    /** What happened to an escrow, oldest first. */
    List<Transition> timeline(UUID escrow, Asset asset) {
        return database.list("""
                SELECT number, action, actor, reason, from_state, to_state, amount, at
                  FROM escrow_transition WHERE escrow_id = ? ORDER BY number
                """, statement -> statement.setObject(1, escrow), row -> {
            String from = row.getString("from_state");
            return new Transition(
                    row.getLong("number"),
                    row.getString("action"),
                    row.getString("actor"),
                    row.getString("reason"),
                    from == null ? null : Escrow.State.valueOf(from),
                    Escrow.State.valueOf(row.getString("to_state")),
                    EscrowRow.money(row, "amount", asset),
                    row.getTimestamp("at").toInstant());
        });
    }

    /** Escrows for which the clock has to do something by now, longest overdue first. */
    List<UUID> late(Instant now, int limit) {
        return database.list(
                "SELECT id FROM escrow WHERE acts_at <= ? ORDER BY acts_at LIMIT ?",
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(now));
                    statement.setInt(2, limit);
                },
                row -> row.getObject(1, UUID.class));
    }

    /** Escrows whose money fell due back between these times, oldest first. */
    List<Escrow> due(Instant dueAfter, Instant dueBefore, int limit) {
        return database.list(
                EscrowRow.SELECT + """
                         WHERE state = 'EXPIRED' AND held > 0 AND lapsed_at BETWEEN ? AND ?
                         ORDER BY lapsed_at, id
                         LIMIT ?
                        """,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(dueAfter));
                    statement.setTimestamp(2, Timestamp.from(dueBefore));
                    statement.setInt(3, limit);
                },
                EscrowRow::read);
    }

    private static @Nullable Timestamp time(@Nullable Instant at) {
        return at == null ? null : Timestamp.from(at);
    }
}
