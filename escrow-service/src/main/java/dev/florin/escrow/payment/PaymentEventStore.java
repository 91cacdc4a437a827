package dev.florin.escrow.payment;

import dev.florin.common.database.Database;
import dev.florin.common.id.Ids;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of what the payment provider reported. */
@Singleton
public class PaymentEventStore {
    private static final String COLUMNS =
            "id, provider_event_id, event_type, order_id, payment_id, minor_amount, currency,"
                    + " reason, outcome, note, received_at";

    private static final String SELECT = "SELECT " + COLUMNS + " FROM payment_event";

    private final Database database;

    PaymentEventStore(Database database) {
        this.database = database;
    }

    /** @param tries how often it was taken, with this time */
    record Taken(PaymentEvent event, int tries, @Nullable String trace) {}

    /** @return whether it is new */
    boolean add(
            String providerEventId,
            PaymentReport report,
            PaymentEvent.Outcome outcome,
            @Nullable String trace,
            Instant now) {
        return database.update("""
                        INSERT INTO payment_event (id, provider_event_id, event_type, order_id, payment_id, minor_amount, currency,
                                                   reason, trace, outcome, received_at, next_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                            ON CONFLICT DO NOTHING
                        """, statement -> {
                    statement.setObject(1, Ids.fresh());
                    statement.setString(2, providerEventId);
                    statement.setString(3, report.event());
                    statement.setString(4, report.order());
                    statement.setString(5, report.payment());
                    statement.setObject(6, report.minorAmount(), Types.BIGINT);
                    statement.setString(7, report.currency());
                    statement.setString(8, report.reason());
                    statement.setString(9, trace);
                    statement.setString(10, outcome.wireName());
                    statement.setTimestamp(11, Timestamp.from(now));
                    statement.setTimestamp(12, Timestamp.from(now));
                })
                == 1;
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
        database.update("UPDATE payment_event SET next_at = ? WHERE id = ? AND outcome = 'received'", statement -> {
            statement.setTimestamp(1, Timestamp.from(nextAt));
            statement.setObject(2, id);
        });
    }

    /** @param note for the operator; with {@code unapplied}, and only with it */
    void close(Connection transaction, UUID id, PaymentEvent.Outcome outcome, @Nullable String note)
            throws SQLException {
        Database.update(
                transaction,
                "UPDATE payment_event SET outcome = ?, note = ? WHERE id = ? AND outcome = 'received'",
                statement -> {
                    statement.setString(1, outcome.wireName());
                    statement.setString(2, note);
                    statement.setObject(3, id);
                });
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
