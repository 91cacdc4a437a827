package dev.florin.escrow.escrow;

import dev.florin.common.database.Columns;
import dev.florin.common.database.Database;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.parallel.Batcher;
import dev.florin.common.problem.ProblemType;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of movements: the intent first, then how it ended. */
@Singleton
public class MovementStore {
    private static final String SELECT = """
            SELECT m.id, m.escrow_id, m.kind, m.actor, m.reason, m.milestone, m.pay, m.give_back, m.to_seller, m.to_fees,
                   m.to_buyer, m.held_after, m.hold_before, m.hold_after, m.fingerprint, m.trace, m.refund_id, m.state, m.refusal,
                   m.answer, m.closed_at, e.asset
              FROM escrow_movement m JOIN escrow e ON e.id = m.escrow_id""";

    private static final Columns<Intent> INTENDED = new Columns<Intent>()
            .uuid("id", intent -> intent.movement().id())
            .uuid("escrow_id", intent -> intent.movement().escrow())
            .text("kind", intent -> intent.movement().kind().wireName())
            .text("actor", intent -> intent.movement().actor())
            .text("reason", intent -> intent.movement().reason())
            .text("milestone", intent -> intent.movement().milestone())
            .number("pay", intent -> minor(intent.division().pay()))
            .number("give_back", intent -> minor(intent.division().giveBack()))
            .number("to_seller", intent -> minor(intent.division().toSeller()))
            .number("to_fees", intent -> minor(intent.division().toFees()))
            .number("to_buyer", intent -> minor(intent.division().toBuyer()))
            .number("held_after", intent -> minor(intent.division().heldAfter()))
            .uuid("hold_before", intent -> intent.movement().holdBefore())
            .uuid("hold_after", intent -> intent.movement().holdAfter())
            .uuid("fingerprint", intent -> intent.movement().fingerprint())
            .text("trace", intent -> intent.movement().trace())
            .time("created_at", Intent::at)
            .time("next_at", Intent::nextAt)
            .text("refund_id", intent -> intent.movement().refundId());

    /** What the escrow has to be, and becomes, beside each. */
    private static final Columns<Intent> OF = new Columns<Intent>()
            .uuid("of", intent -> intent.movement().escrow())
            .add("since", "bigint", intent -> intent.before().version());

    // The version goes up with the intent: whoever decided on the escrow as it was before, loses.
    private static final String BEGIN = """
            WITH intended AS (SELECT * FROM %s),
            same AS (
                SELECT id FROM escrow WHERE (id, version) IN (SELECT of, since FROM %s)
                 ORDER BY id FOR NO KEY UPDATE),
            begun AS (
                INSERT INTO escrow_movement (%s)
                SELECT * FROM intended WHERE escrow_id IN (SELECT id FROM same) ORDER BY id
                    ON CONFLICT DO NOTHING
                RETURNING id, escrow_id, created_at)
            UPDATE escrow SET version = version + 1, updated_at = begun.created_at
              FROM begun WHERE escrow.id = begun.escrow_id
            RETURNING begun.id
            """.formatted(INTENDED.unnest("intended"), OF.unnest("old"), INTENDED.names());

    private static final Columns<End> ENDED = new Columns<End>()
            .uuid("id", end -> end.movement().id())
            .text("answer", End::answer)
            .time("closed_at", End::at);

    private static final String FINISH = """
            WITH ended AS (SELECT * FROM %s),
            pending AS (
                SELECT id FROM escrow_movement WHERE id IN (SELECT id FROM ended) AND state = 'pending'
                 ORDER BY id FOR NO KEY UPDATE)
            UPDATE escrow_movement AS m SET state = 'done', answer = ended.answer, closed_at = ended.closed_at
              FROM ended JOIN pending USING (id) WHERE m.id = ended.id AND m.state = 'pending'
            RETURNING m.id
            """.formatted(ENDED.unnest("ended"));

    private static final Columns<Try> TRIES = new Columns<Try>()
            .uuid("escrow_id", Try::escrow)
            .text("kind", one -> one.kind().wireName());

    private final Database database;
    private final Batcher<Intent, Boolean> intents;
    private final Batcher<Try, Integer> refusals;

    MovementStore(Database database) {
        this.database = database;
        this.intents = new Batcher<>(
                this::beginAll,
                DatabaseException::isOutage,
                intent -> intent.movement().escrow());
        this.refusals = new Batcher<>(this::refusals, DatabaseException::isOutage);
    }

    private static BigDecimal minor(Money amount) {
        return new BigDecimal(amount.minor());
    }

    /** A movement and its end, if it has one. */
    record Known(
            Movement movement,
            @Nullable ProblemType refusal,
            @Nullable String answer,
            @Nullable Instant closedAt) {
        boolean isPending() {
            return closedAt == null;
        }
    }

    Optional<Known> movement(UUID id) {
        return database.first(SELECT + " WHERE m.id = ?", statement -> statement.setObject(1, id), MovementStore::read);
    }

    Optional<Movement> pending(UUID escrow) {
        return database.first(
                        SELECT + " WHERE m.escrow_id = ? AND m.state = 'pending'",
                        statement -> statement.setObject(1, escrow),
                        MovementStore::read)
                .map(Known::movement);
    }

    /**
     * A movement that is to begin, of an escrow as it was decided on.
     *
     * @param nextAt when somebody else takes it, if it has not come to its end
     */
    record Intent(Escrow before, Movement movement, Instant at, Instant nextAt) {
        Funds.Division division() {
            return movement.division();
        }
    }

    /**
     * Commits the intent, with others that come at the same time.
     *
     * @return whether the escrow is as it was, has no other one under way, and the id is new
     */
    boolean begin(Intent intent) {
        return intents.call(intent);
    }

    private List<Boolean> beginAll(List<Intent> all) {
        Set<UUID> begun = Set.copyOf(database.list(
                BEGIN,
                statement -> OF.bind(statement, INTENDED.bind(statement, 1, all), all),
                row -> row.getObject(1, UUID.class)));
        return all.stream()
                .map(intent -> begun.contains(intent.movement().id()))
                .toList();
    }

    /** The end of a movement, with the escrow before and after it. */
    record End(Escrow before, Escrow after, Movement movement, String answer, Instant at) {}

    /** @return those that were pending until now */
    Set<UUID> finish(Connection transaction, List<End> ends) throws SQLException {
        return Set.copyOf(Database.list(
                transaction, FINISH, statement -> ENDED.bind(statement, 1, ends), row -> row.getObject(1, UUID.class)));
    }

    /** @return whether it was pending until now */
    boolean refuse(Connection transaction, UUID id, ProblemType reason, Instant now) throws SQLException {
        return Database.update(
                        transaction,
                        "UPDATE escrow_movement SET state = 'refused', refusal = ?, closed_at = ? WHERE id = ? AND state = 'pending'",
                        statement -> {
                            statement.setString(1, reason.code());
                            statement.setTimestamp(2, Timestamp.from(now));
                            statement.setObject(3, id);
                        })
                == 1;
    }

    /** @param tries how often it was taken, with this time */
    record Taken(Movement movement, int tries) {}

    private record TakenId(UUID id, int tries) {}

    /** Takes movements that were left behind; nobody else takes them until {@code nextAt}. */
    List<Taken> takeLeftBehind(Instant now, Instant nextAt, int limit) {
        List<TakenId> taken = database.list(
                """
                UPDATE escrow_movement SET next_at = ?, tries = tries + 1
                 WHERE id IN (SELECT id FROM escrow_movement WHERE state = 'pending' AND next_at <= ?
                               ORDER BY next_at LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING id, tries
                """,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(nextAt));
                    statement.setTimestamp(2, Timestamp.from(now));
                    statement.setInt(3, limit);
                },
                row -> new TakenId(row.getObject("id", UUID.class), row.getInt("tries")));
        return taken.stream()
                .flatMap(one -> movement(one.id()).filter(Known::isPending).stream()
                        .map(known -> new Taken(known.movement(), one.tries())))
                .toList();
    }

    /** What is in the way of a movement that is under way. */
    void note(UUID id, String problem) {
        database.update("UPDATE escrow_movement SET problem = ? WHERE id = ? AND state = 'pending'", statement -> {
            statement.setString(1, problem);
            statement.setObject(2, id);
        });
    }

    /** When a movement that is still under way is taken next. */
    void postpone(UUID id, Instant nextAt) {
        database.update("UPDATE escrow_movement SET next_at = ? WHERE id = ? AND state = 'pending'", statement -> {
            statement.setTimestamp(1, Timestamp.from(nextAt));
            statement.setObject(2, id);
        });
    }

    /** How often the ledger refused what the clock wanted for an escrow, with what this transaction has written. */
    int releasesRefusedToTheClock(Connection transaction, UUID escrow) throws SQLException {
        return Database.list(transaction, """
                        SELECT count(*) FROM escrow_movement
                         WHERE escrow_id = ? AND kind = 'release' AND actor = 'system' AND state = 'refused'
                        """, statement -> statement.setObject(1, escrow), row -> row.getInt(1))
                .getFirst();
    }

    private record Try(UUID escrow, Movement.Kind kind) {}

    /** How often a thing was tried and refused: the next try takes the next number. */
    int refusals(UUID escrow, Movement.Kind kind) {
        return refusals.call(new Try(escrow, kind));
    }

    private List<Integer> refusals(List<Try> all) {
        Map<Try, Integer> counts = new HashMap<>();
        database.list(
                "SELECT escrow_id, kind, count(*) FROM escrow_movement JOIN " + TRIES.unnest("t")
                        + " USING (escrow_id, kind) WHERE state = 'refused' GROUP BY escrow_id, kind",
                statement -> TRIES.bind(statement, 1, all.stream().distinct().toList()),
                row -> counts.put(
                        new Try(row.getObject(1, UUID.class), Movement.Kind.ofWireName(row.getString(2))),
                        row.getInt(3)));
        return all.stream().map(one -> counts.getOrDefault(one, 0)).toList();
    }

    /** The movement of this kind that was done, if there is one. */
    Optional<Known> done(UUID escrow, Movement.Kind kind) {
        return database.first(
                SELECT + " WHERE m.escrow_id = ? AND m.kind = ? AND m.state = 'done'",
                statement -> {
                    statement.setObject(1, escrow);
                    statement.setString(2, kind.wireName());
                },
                MovementStore::read);
    }

    /** Money of a lapsed escrow that its buyer has back. */
    record GivenBack(UUID escrow, String refundId, String buyer, Money amount, Instant at) {}

    /** What was given back of lapsed escrows, oldest first, after the cursor; by the escrow at one instant. */
    List<GivenBack> givenBack(TimeCursor after, int limit) {
        return database.list(
                """
                SELECT m.escrow_id, coalesce(m.refund_id, m.id::text) AS refund_id, e.buyer, m.to_buyer, e.asset, m.closed_at
                  FROM escrow_movement m JOIN escrow e ON e.id = m.escrow_id
                 WHERE m.kind = 'give_back' AND m.state = 'done' AND (m.closed_at, m.escrow_id) > (?, ?)
                 ORDER BY m.closed_at, m.escrow_id
                 LIMIT ?
                """,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(after.at()));
                    statement.setObject(2, after.id());
                    statement.setInt(3, limit);
                },
                row -> new GivenBack(
                        row.getObject("escrow_id", UUID.class),
                        row.getString("refund_id"),
                        row.getString("buyer"),
                        EscrowRow.money(row, "to_buyer", Asset.of(row.getString("asset"))),
                        row.getTimestamp("closed_at").toInstant()));
    }

    private static Known read(ResultSet row) throws SQLException {
        Asset asset = Asset.of(row.getString("asset"));
        Movement movement = new Movement(
                row.getObject("id", UUID.class),
                row.getObject("escrow_id", UUID.class),
                Movement.Kind.ofWireName(row.getString("kind")),
                row.getString("actor"),
                row.getString("reason"),
                row.getString("milestone"),
                new Funds.Division(
                        EscrowRow.money(row, "pay", asset),
                        EscrowRow.money(row, "give_back", asset),
                        EscrowRow.money(row, "to_seller", asset),
                        EscrowRow.money(row, "to_fees", asset),
                        EscrowRow.money(row, "to_buyer", asset),
                        EscrowRow.money(row, "held_after", asset)),
                row.getObject("hold_before", UUID.class),
                row.getObject("hold_after", UUID.class),
                row.getObject("fingerprint", UUID.class),
                row.getString("trace"),
                row.getString("refund_id"));
        String refusal = row.getString("refusal");
        Timestamp closed = row.getTimestamp("closed_at");
        return new Known(
                movement,
                refusal == null ? null : ProblemType.ofCode(refusal),
                row.getString("answer"),
                closed == null ? null : closed.toInstant());
    }
}
