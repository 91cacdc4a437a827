package dev.florin.escrow.escrow;

import dev.florin.common.database.Columns;
import dev.florin.common.database.Database;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.parallel.Batcher;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The SQL of escrows and their timelines. */
@Singleton
public class EscrowStore {
    private static final Columns<Opening> OPENED = new Columns<Opening>()
            .uuid("id", opening -> opening.escrow().id())
            .text("buyer", opening -> opening.agreement().buyer())
            .text("seller", opening -> opening.agreement().seller())
            .text("asset", opening -> opening.agreement().amount().asset().code())
            .number("amount", opening -> minor(opening.agreement().amount()))
            .add("fee_bps", "integer", opening -> opening.agreement().fee().basisPoints())
            .text("fee_payer", opening -> opening.agreement().fee().payer().wireName())
            .text("terms", opening -> opening.agreement().terms())
            .add(
                    "milestones",
                    "json",
                    opening -> EscrowRow.json(opening.agreement().milestones()))
            .add(
                    "inspection_s",
                    "bigint",
                    opening -> opening.agreement().inspection().toSeconds())
            .time("deadline", opening -> opening.agreement().deadline())
            .uuid("fingerprint", Opening::fingerprint)
            .text("state", opening -> opening.escrow().state().name())
            .time("acts_at", opening -> opening.escrow().actsAt())
            .time("created_at", opening -> opening.escrow().createdAt())
            .time("updated_at", opening -> opening.escrow().updatedAt());

    /** What changes in an escrow, after its id and the version that it has to have. */
    private static final Columns<Changing> CHANGED = new Columns<Changing>()
            .uuid("of", changing -> changing.before().id())
            .add("since", "bigint", changing -> changing.before().version())
            .text("state", changing -> changing.after().state().name())
            .number("funded", changing -> minor(changing.funds().funded()))
            .number("held", changing -> minor(changing.funds().held()))
            .number("released", changing -> minor(changing.funds().released()))
            .number("refunded", changing -> minor(changing.funds().refunded()))
            .number("fee", changing -> minor(changing.funds().fee()))
            .number("paid", changing -> minor(changing.funds().paid()))
            .number("returned", changing -> minor(changing.funds().returned()))
            .add(
                    "paid_milestones",
                    "json",
                    changing -> EscrowRow.json(changing.after().paidMilestones()))
            .uuid("hold_id", changing -> changing.after().hold())
            .add("version", "bigint", changing -> changing.after().version())
            .time("delivered_at", changing -> changing.after().deliveredAt())
            .time("received_at", changing -> changing.after().receivedAt())
            .time("acts_at", changing -> changing.after().actsAt())
            .time("lapsed_at", changing -> changing.after().lapsedAt())
            .time("updated_at", changing -> changing.after().updatedAt());

    private static final Columns<Recording> RECORDED = new Columns<Recording>()
            .uuid("escrow_id", Recording::escrow)
            .add("number", "bigint", recording -> recording.transition().number())
            .text("action", recording -> recording.transition().action())
            .text("actor", recording -> recording.transition().actor())
            .text("reason", recording -> recording.transition().reason())
            .text("from_state", recording -> {
                Escrow.State from = recording.transition().from();
                return from == null ? null : from.name();
            })
            .text("to_state", recording -> recording.transition().to().name())
            .number("amount", recording -> minor(recording.transition().amount()))
            .time("at", recording -> recording.transition().at());

    // Locked in the order of ids, like whatever locks several: so no two wait for each other.
    private static final String OPEN = "INSERT INTO escrow (" + OPENED.names() + ") SELECT * FROM "
            + OPENED.unnest("opened") + " ORDER BY id ON CONFLICT (id) DO NOTHING RETURNING id";

    private static final String CHANGE = """
            WITH changed AS (SELECT * FROM %s),
            same AS (
                SELECT id, version FROM escrow WHERE (id, version) IN (SELECT of, since FROM changed)
                 ORDER BY id FOR NO KEY UPDATE)
            UPDATE escrow AS e
               SET state = c.state, funded = c.funded, held = c.held, released = c.released, refunded = c.refunded,
                   fee = c.fee, paid = c.paid, returned = c.returned,
                   paid_milestones = ARRAY (SELECT json_array_elements_text(c.paid_milestones)), hold_id = c.hold_id,
                   version = c.version, delivered_at = c.delivered_at, received_at = c.received_at, acts_at = c.acts_at,
                   lapsed_at = c.lapsed_at, updated_at = c.updated_at
              FROM changed AS c JOIN same ON same.id = c.of AND same.version = c.since
             WHERE e.id = c.of AND e.version = c.since
            RETURNING e.id
            """.formatted(CHANGED.unnest("changed"));

    private static final String RECORD =
            "INSERT INTO escrow_transition (" + RECORDED.names() + ") SELECT * FROM " + RECORDED.unnest("recorded");

    private final Database database;
    private final Batcher<UUID, Optional<Standing>> standings;
    private final Batcher<UUID, Boolean> keys;

    EscrowStore(Database database) {
        this.database = database;
        this.standings = new Batcher<>(this::standings, DatabaseException::isOutage);
        this.keys = new Batcher<>(this::areUnused, DatabaseException::isOutage);
    }

    private static BigDecimal minor(Money amount) {
        return new BigDecimal(amount.minor());
    }

    <T> T inTransaction(Database.Work<T> work) {
        return database.inTransaction(work);
    }

    /** A new escrow, and the request that made it. */
    record Opening(Escrow escrow, UUID fingerprint) {
        Agreement agreement() {
            return escrow.agreement();
        }
    }

    /** @return those that are new */
    Set<UUID> create(Connection transaction, List<Opening> openings) throws SQLException {
        return ids(transaction, OPEN, statement -> OPENED.bind(statement, 1, openings));
    }

    /** An escrow that changes: only if it is as it was before. */
    record Changing(Escrow before, Escrow after) {
        Funds funds() {
            return after.funds();
        }
    }

    /** A transition of an escrow. */
    record Recording(UUID escrow, Transition transition) {}

    private static Set<UUID> ids(Connection transaction, String sql, Database.Binder parameters) throws SQLException {
        return Set.copyOf(Database.list(transaction, sql, parameters, row -> row.getObject(1, UUID.class)));
    }

    Optional<Escrow> escrow(UUID id) {
        return database.first(
                EscrowRow.SELECT + " WHERE id = ?", statement -> statement.setObject(1, id), EscrowRow::read);
    }

    /** @param isMoving whether a movement of its money is under way: both as of one instant */
    record Standing(Escrow escrow, boolean isMoving) {}

    Optional<Standing> standing(UUID id) {
        return standings.call(id);
    }

    private List<Optional<Standing>> standings(List<UUID> ids) {
        Map<UUID, Standing> found = new HashMap<>();
        database.list(
                """
                SELECT escrow.*, EXISTS (SELECT FROM escrow_movement m WHERE m.escrow_id = escrow.id AND m.state = 'pending') AS moving
                  FROM escrow WHERE id = ANY (?)
                """,
                statement -> Database.bindIds(statement, 1, ids),
                row -> found.put(
                        row.getObject("id", UUID.class), new Standing(EscrowRow.read(row), row.getBoolean("moving"))));
        return ids.stream().map(id -> Optional.ofNullable(found.get(id))).toList();
    }

    /** Whether no request of any kind has this id: whoever brings it comes for the first time. */
    boolean isUnused(UUID id) {
        return keys.call(id);
    }

    private List<Boolean> areUnused(List<UUID> ids) {
        Set<UUID> used = Set.copyOf(database.list(
                "SELECT id FROM used_key WHERE id = ANY (?)",
                statement -> Database.bindIds(statement, 1, ids),
                row -> row.getObject(1, UUID.class)));
        return ids.stream().map(id -> !used.contains(id)).toList();
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
        return !change(transaction, List.of(new Changing(before, after))).isEmpty();
    }

    /** @return those that were as before */
    Set<UUID> change(Connection transaction, List<Changing> changes) throws SQLException {
        return ids(transaction, CHANGE, statement -> CHANGED.bind(statement, 1, changes));
    }

    void record(Connection transaction, UUID escrow, Transition transition) throws SQLException {
        record(transaction, List.of(new Recording(escrow, transition)));
    }

    void record(Connection transaction, List<Recording> transitions) throws SQLException {
        Database.update(transaction, RECORD, statement -> RECORDED.bind(statement, 1, transitions));
    }

    /** What happened to an escrow after the line with this number, oldest first. */
    List<Transition> timeline(Escrow escrow, long after, int limit) {
        Asset asset = escrow.agreement().amount().asset();
        return database.list(
                """
                SELECT number, action, actor, reason, from_state, to_state, amount, at
                  FROM escrow_transition WHERE escrow_id = ? AND number > ? ORDER BY number LIMIT ?
                """,
                statement -> {
                    statement.setObject(1, escrow.id());
                    statement.setLong(2, after);
                    statement.setInt(3, limit);
                },
                row -> {
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

    /**
     * Escrows for which the clock has to do something by now, longest overdue first. One with a movement under way is
     * not among them: that is finished, or tried again, first.
     */
    List<UUID> late(Instant now, int limit) {
        return database.list(
                """
                SELECT id FROM escrow e
                 WHERE acts_at <= ?
                   AND NOT EXISTS (SELECT FROM escrow_movement m WHERE m.escrow_id = e.id AND m.state = 'pending')
                 ORDER BY acts_at LIMIT ?
                """,
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
}
