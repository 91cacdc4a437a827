package dev.florin.wallet.external;

import dev.florin.common.database.Database;
import dev.florin.common.id.Ids;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.ledger.Companion;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of what rails have reported. */
@Singleton
public class RailEventStore {
    /** What was kept for the operator may come again and be applied then; everything else is decided for good. */
    private static final String ON_CONFLICT = """

                ON CONFLICT (rail, event_id) DO UPDATE SET outcome = excluded.outcome, note = excluded.note
             WHERE rail_event.outcome %s""";

    private static final String IF_OPEN = ON_CONFLICT.formatted("= 'unapplied'");

    /** Money that has moved is the truth, also about what was dismissed meanwhile. */
    private static final String IF_NOT_APPLIED = ON_CONFLICT.formatted("<> 'applied'");

    private static final Companion.Statement KEEP = new Companion.Statement(
            """
            INSERT INTO rail_event (rail, event_id, id, transaction_id, status, transaction_hash, amount, currency, reason,
                                    outcome, received_at)
            SELECT rail, event_id, id, transaction_id, status, transaction_hash, amount, currency, reason, 'applied', now
              FROM (SELECT ?::timestamptz AS now) clock,
                   unnest(?::text[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                AS e (rail, event_id, id, transaction_id, status, transaction_hash, amount, currency, reason)
             WHERE true""" + IF_NOT_APPLIED, List.of("text", "text", "uuid", "text", "text", "text", "text", "text", "text"));

    private static final String SELECT = """
            SELECT id, rail, event_id, transaction_id, status, transaction_hash, amount, currency, reason, outcome, note, received_at
              FROM rail_event
            """;

    private final Database database;

    RailEventStore(Database database) {
        this.database = database;
    }

    /** What became of an event, and what it was about. */
    record Known(String transactionId, String status, String outcome) {}

    Optional<Known> known(String rail, String eventId) {
        return database.first(
                "SELECT transaction_id, status, outcome FROM rail_event WHERE rail = ? AND event_id = ?",
                statement -> {
                    statement.setString(1, rail);
                    statement.setString(2, eventId);
                },
                row -> new Known(row.getString(1), row.getString(2), row.getString(3)));
    }

    /** Stores a report along with the transfer that it led to. */
    static Companion applying(String rail, RailReport report) {
        return new Companion(
                KEEP,
                Arrays.asList(
                        rail,
                        report.eventId(),
                        Ids.fresh(),
                        report.transactionId(),
                        report.status().wireName(),
                        report.transactionHash(),
                        report.amountText(),
                        report.currency(),
                        report.reason()));
    }

    /** @param note for the operator; only with {@code unapplied} */
    void keep(String rail, RailReport report, String outcome, @Nullable String note, Instant now) {
        database.inTransaction(transaction -> {
            keep(transaction, rail, report, outcome, note, now);
            return true;
        });
    }

    /** Stores a report along with what it leads to. */
    void keep(
            Connection transaction, String rail, RailReport report, String outcome, @Nullable String note, Instant now)
            throws SQLException {
        Database.update(transaction, """
                INSERT INTO rail_event (rail, event_id, id, transaction_id, status, transaction_hash, amount, currency, reason,
                                        outcome, note, received_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""" + IF_OPEN, statement -> {
            statement.setString(1, rail);
            statement.setString(2, report.eventId());
            statement.setObject(3, Ids.fresh());
            statement.setString(4, report.transactionId());
            statement.setString(5, report.status().wireName());
            statement.setString(6, report.transactionHash());
            statement.setString(7, report.amountText());
            statement.setString(8, report.currency());
            statement.setString(9, report.reason());
            statement.setString(10, outcome);
            statement.setString(11, note);
            statement.setTimestamp(12, Timestamp.from(now));
        });
    }

    /** Reports that somebody has to look at, newest first, after the cursor. */
    List<ReceivedEvent> unapplied(TimeCursor after, int limit) {
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
                RailEventStore::read);
    }

    /** @throws FlorinException {@link ProblemType#NOT_FOUND} */
    ReceivedEvent event(UUID id) {
        return database.first(SELECT + " WHERE id = ?", statement -> statement.setObject(1, id), RailEventStore::read)
                .orElseThrow(() -> new FlorinException(ProblemType.NOT_FOUND, "There is no such report."));
    }

    /** @return whether it was still open */
    boolean dismiss(Connection transaction, UUID id) throws SQLException {
        return Database.update(
                        transaction,
                        "UPDATE rail_event SET outcome = 'dismissed' WHERE id = ? AND outcome = 'unapplied'",
                        statement -> statement.setObject(1, id))
                == 1;
    }

    void decide(Connection transaction, UUID event, EventDecision decision) throws SQLException {
        Database.update(
                transaction,
                "INSERT INTO rail_event_decision (id, event, admin, decision, reason, decided_at) VALUES (?, ?, ?, ?, ?, ?)",
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
    List<EventDecision> decisions(UUID event, int limit) {
        return database.list(
                        """
                        SELECT admin, decision, reason, decided_at FROM rail_event_decision
                         WHERE event = ? ORDER BY decided_at DESC, id DESC LIMIT ?
                        """,
                        statement -> {
                            statement.setObject(1, event);
                            statement.setInt(2, limit);
                        },
                        row -> new EventDecision(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getTimestamp(4).toInstant()))
                .reversed();
    }

    private static ReceivedEvent read(ResultSet row) throws SQLException {
        return new ReceivedEvent(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getTimestamp(12).toInstant());
    }
}
