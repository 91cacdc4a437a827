package dev.florin.escrow.payment;

import dev.florin.common.database.Columns;
import dev.florin.common.database.Database;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.id.Ids;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.parallel.Batcher;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of what the payment provider reported. */
@Singleton
public class PaymentEventStore {
    private static final String COLUMNS =
            "id, provider_event_id, event_type, order_id, payment_id, minor_amount, currency,"
                    + " reason, outcome, note, received_at";

    private static final String SELECT = "SELECT " + COLUMNS + " FROM payment_event";

    private static final Columns<Arrival> ARRIVED = new Columns<Arrival>()
            .uuid("id", Arrival::id)
            .text("provider_event_id", Arrival::providerEventId)
            .text("event_type", arrival -> arrival.report().event())
            .text("order_id", arrival -> arrival.report().order())
            .text("payment_id", arrival -> arrival.report().payment())
            .add("minor_amount", "bigint", arrival -> arrival.report().minorAmount())
            .text("currency", arrival -> arrival.report().currency())
            .text("reason", arrival -> arrival.report().reason())
            .text("trace", Arrival::trace)
            .text("outcome", arrival -> arrival.outcome().wireName())
            .time("received_at", Arrival::at)
            .time("next_at", Arrival::at);

    private static final String ADD = "INSERT INTO payment_event (" + ARRIVED.names() + ") SELECT * FROM "
            + ARRIVED.unnest("arrived") + " ORDER BY provider_event_id ON CONFLICT DO NOTHING RETURNING id";

    private static final Columns<Ended> ENDED = new Columns<Ended>()
            .uuid("id", Ended::id)
            .text("outcome", ended -> ended.outcome().wireName())
            .text("note", Ended::note);

    /**
     * Of rows that are found by their ids. Statistics of a quiet hour make the index of what is to do look empty, and
     * in a flood each statement would read all of it: the expression keeps it out of the plan.
     */
    private static final String IS_OPEN = "outcome || '' = 'received'";

    private final Database database;
    private final Batcher<Arrival, Boolean> arrivals;

    PaymentEventStore(Database database) {
        this.database = database;
        this.arrivals = new Batcher<>(this::addAll, DatabaseException::isOutage);
    }

    /** @param tries how often it was taken, with this time */
    record Taken(PaymentEvent event, int tries, @Nullable String trace) {}

    private record Arrival(
            UUID id,
            String providerEventId,
            PaymentReport report,
            PaymentEvent.Outcome outcome,
            @Nullable String trace,
            Instant at) {}

    /** @return whether it is new */
    boolean add(
            String providerEventId,
            PaymentReport report,
            PaymentEvent.Outcome outcome,
            @Nullable String trace,
            Instant now) {
        return arrivals.call(new Arrival(Ids.fresh(), providerEventId, report, outcome, trace, now));
    }

    private List<Boolean> addAll(List<Arrival> all) {
        Set<UUID> added = Set.copyOf(
                database.list(ADD, statement -> ARRIVED.bind(statement, 1, all), row -> row.getObject(1, UUID.class)));
        return all.stream().map(arrival -> added.contains(arrival.id())).toList();
    }

    /** Takes reports that wait; nobody else takes them until {@code nextAt}. */
    List<Taken> take(Instant now, Instant nextAt, int limit) {
        return database.list(
                """
                UPDATE payment_event SET next_at = ?, tries = tries + 1
                 WHERE id IN (SELECT id FROM payment_event WHERE outcome = 'received' AND next_at <= ?
                               ORDER BY next_at, id LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING tries, trace,\s""" + COLUMNS,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(nextAt));
                    statement.setTimestamp(2, Timestamp.from(now));
                    statement.setInt(3, limit);
                },
                row -> new Taken(read(row), row.getInt("tries"), row.getString("trace")));
    }

    void postpone(UUID id, Instant nextAt) {
        database.update("UPDATE payment_event SET next_at = ? WHERE id = ? AND " + IS_OPEN, statement -> {
            statement.setTimestamp(1, Timestamp.from(nextAt));
            statement.setObject(2, id);
        });
    }

    /**
     * What became of a report.
     *
     * @param note for the operator; with {@code unapplied}, and only with it
     */
    record Ended(
            UUID id, PaymentEvent.Outcome outcome, @Nullable String note) {}

    void close(Connection transaction, List<Ended> all) throws SQLException {
        Database.update(
                transaction,
                "UPDATE payment_event AS p SET outcome = e.outcome, note = e.note FROM " + ENDED.unnest("e")
                        + " WHERE p.id = e.id AND p." + IS_OPEN,
                statement -> ENDED.bind(statement, 1, all));
    }

    /** @return whether it was unapplied until now */
    boolean reopen(Connection transaction, UUID id, Instant now) throws SQLException {
        return Database.update(transaction, """
                        UPDATE payment_event SET outcome = 'received', note = NULL, tries = 0, next_at = ?
                         WHERE id = ? AND outcome = 'unapplied'
                        """, statement -> {
                    statement.setTimestamp(1, Timestamp.from(now));
                    statement.setObject(2, id);
                })
                == 1;
    }

    /** @return whether it was unapplied until now */
    boolean dismiss(Connection transaction, UUID id) throws SQLException {
        return Database.update(
                        transaction,
                        "UPDATE payment_event SET outcome = 'dismissed' WHERE id = ? AND outcome = 'unapplied'",
                        statement -> statement.setObject(1, id))
                == 1;
    }

    /** Reports that somebody has to look at, newest first, after the cursor. */
    List<PaymentEvent> unapplied(TimeCursor after, int limit) {
        return database.list(
                SELECT + """
                         WHERE outcome = 'unapplied' AND (received_at, id) < (?, ?)
                         ORDER BY received_at DESC, id DESC
                         LIMIT ?
                        """,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(after.at()));
                    statement.setObject(2, after.id());
                    statement.setInt(3, limit);
                },
                PaymentEventStore::read);
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND} */
    PaymentEvent event(UUID id) {
        return database.first(
                        SELECT + " WHERE id = ?", statement -> statement.setObject(1, id), PaymentEventStore::read)
                .orElseThrow(() -> new FlorinException(ProblemType.NOT_FOUND, "There is no such report."));
    }

    void decide(Connection transaction, UUID event, PaymentDecision decision) throws SQLException {
        Database.update(
                transaction,
                "INSERT INTO payment_event_decision (id, event, admin, decision, reason, decided_at) VALUES (?, ?, ?, ?, ?, ?)",
                row -> {
                    row.setObject(1, Ids.fresh());
                    row.setObject(2, event);
                    row.setString(3, decision.admin());
                    row.setString(4, decision.decision());
                    row.setString(5, decision.reason());
                    row.setTimestamp(6, Timestamp.from(decision.decidedAt()));
                });
    }

    /** The newest decisions about a report, oldest first. */
    List<PaymentDecision> decisions(UUID event, int limit) {
        return database.list(
                        """
                        SELECT admin, decision, reason, decided_at FROM payment_event_decision
                         WHERE event = ? ORDER BY decided_at DESC, id DESC LIMIT ?
                        """,
                        statement -> {
                            statement.setObject(1, event);
                            statement.setInt(2, limit);
                        },
                        row -> new PaymentDecision(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getTimestamp(4).toInstant()))
                .reversed();
    }

    private static PaymentEvent read(ResultSet row) throws SQLException {
        return new PaymentEvent(
                row.getObject("id", UUID.class),
                row.getString("provider_event_id"),
                row.getString("event_type"),
                row.getString("order_id"),
                row.getString("payment_id"),
                row.getObject("minor_amount", Long.class),
                row.getString("currency"),
                row.getString("reason"),
                row.getString("outcome"),
                row.getString("note"),
                row.getTimestamp("received_at").toInstant());
    }
}
