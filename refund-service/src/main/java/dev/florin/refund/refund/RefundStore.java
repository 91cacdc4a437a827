package dev.florin.refund.refund;

import dev.florin.common.database.Database;
import dev.florin.common.id.Ids;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of refunds on their way: finding, taking, closing. What is only looked at is in {@link BooksStore}. */
@Singleton
class RefundStore {
    /** Any attempt may: the money is back, whoever asked for it last. */
    private static final String COMPLETE = """
            UPDATE refund
               SET state = 'completed', next_at = NULL, given = ?, description = ?, transaction_id = ?,
                   balance_after = ?, completed_at = ?
             WHERE id = ? AND state = 'processing'
            """;

    /** With the operator, if there is no next time. Only the last attempt may. */
    private static final String PUT_BACK = """
            UPDATE refund SET state = ?, next_at = ?, failure = ?
             WHERE id = ? AND state = 'processing' AND attempts = ?
            """;

    private static final String ANSWERED = """
            UPDATE refund_attempt SET answered_at = ?, outcome = ?, answer = ?
             WHERE refund_id = ? AND number = ? AND answered_at IS NULL
            """;

    private final Database database;

    RefundStore(Database database) {
        this.database = database;
    }

    /** Writes down what is due; what stands there already stays as it is. @return how many were new */
    int find(List<Refund.Thing> things, String traceparent, Instant now) {
        return database.inTransaction(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    INSERT INTO refund (id, source, kind, source_id, user_id, asset, amount, claimed, total, reason,
                                        due_at, created_at, expires_at, found_at, next_at, trace, state)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending')
                    ON CONFLICT (kind, source_id) DO NOTHING
                    """)) {
                for (Refund.Thing thing : things) {
                    bind(insert, thing, traceparent, now);
                    insert.addBatch();
                }
                int found = 0;
                for (int touched : insert.executeBatch()) {
                    found += touched;
                }
                return found;
            }
        });
    }

    private static void bind(PreparedStatement insert, Refund.Thing thing, String traceparent, Instant now)
            throws SQLException {
        insert.setObject(1, Ids.fresh());
        insert.setString(2, thing.source());
        insert.setString(3, thing.kind());
        insert.setObject(4, thing.id());
        insert.setString(5, thing.userId());
        insert.setString(6, thing.amount().asset().code());
        insert.setBigDecimal(7, new BigDecimal(thing.amount().minor()));
        insert.setBigDecimal(8, new BigDecimal(thing.claimed()));
        insert.setBigDecimal(9, new BigDecimal(thing.total()));
        insert.setString(10, thing.reason());
        insert.setTimestamp(11, Timestamp.from(thing.dueAt()));
        insert.setTimestamp(12, Timestamp.from(thing.createdAt()));
        insert.setTimestamp(13, thing.expiresAt() == null ? null : Timestamp.from(thing.expiresAt()));
        insert.setTimestamp(14, Timestamp.from(now));
        insert.setTimestamp(15, Timestamp.from(now));
        insert.setString(16, traceparent);
    }

    /**
     * Takes what is next of a source, and writes the attempts down. What somebody else is taking is passed over, so
     * that replicas share the work instead of waiting for each other.
     */
    List<Refund> take(String source, int limit, String triggeredBy, Instant now, Instant leaseEnd) {
        return database.list(
                """
                WITH next AS MATERIALIZED (
                    SELECT id, asked_by FROM refund
                     WHERE source = ? AND next_at <= ?
                     ORDER BY next_at, id LIMIT ? FOR NO KEY UPDATE SKIP LOCKED
                ), taken AS (
                    UPDATE refund r
                       SET state = 'processing', attempts = attempts + 1, tries = tries + 1, next_at = ?, asked_by = NULL
                      FROM next WHERE r.id = next.id
                    RETURNING %s, next.asked_by AS asked
                ), noted AS (
                    INSERT INTO refund_attempt (refund_id, number, triggered_by, started_at)
                    SELECT id, attempts, coalesce(asked, ?), ? FROM taken
                )
                SELECT * FROM taken ORDER BY due_at, id
                """.formatted(RefundRow.COLUMNS),
                statement -> {
                    statement.setString(1, source);
                    statement.setTimestamp(2, Timestamp.from(now));
                    statement.setInt(3, limit);
                    statement.setTimestamp(4, Timestamp.from(leaseEnd));
                    statement.setString(5, triggeredBy);
                    statement.setTimestamp(6, Timestamp.from(now));
                },
                RefundRow::read);
    }

    /**
     * Closes attempts in one commit. The database tells the stories of what is completed in the same.
     *
     * @return the refunds that it was this call that closed
     */
    Set<UUID> close(List<Settled> attempts) {
        return database.inTransaction(connection -> {
            Set<UUID> closed = new HashSet<>();
            try (PreparedStatement complete = connection.prepareStatement(COMPLETE);
                    PreparedStatement putBack = connection.prepareStatement(PUT_BACK);
                    PreparedStatement answered = connection.prepareStatement(ANSWERED)) {
                List<UUID> completing = new ArrayList<>();
                List<UUID> puttingBack = new ArrayList<>();
                for (Settled attempt : attempts) {
                    UUID id = attempt.refund().id();
                    switch (attempt.outcome()) {
                        case Refund.Outcome.Completed done -> {
                            completing.add(id);
                            complete(complete, id, done.given());
                        }
                        case Refund.Outcome.Retrying later -> {
                            puttingBack.add(id);
                            putBack(putBack, attempt, later.at());
                        }
                        case Refund.Outcome.Failed _ -> {
                            puttingBack.add(id);
                            putBack(putBack, attempt, null);
                        }
                    }
                    answered(answered, attempt);
                }
                addTouched(closed, completing, complete.executeBatch());
                addTouched(closed, puttingBack, putBack.executeBatch());
                answered.executeBatch();
            }
            return closed;
        });
    }

    private static void addTouched(Set<UUID> all, List<UUID> ids, int[] touched) {
        for (int i = 0; i < touched.length; i++) {
            if (touched[i] == 1) {
                all.add(ids.get(i));
            }
        }
    }

    private static void complete(PreparedStatement row, UUID id, Refund.Given given) throws SQLException {
        row.setBigDecimal(1, new BigDecimal(given.amount().minor()));
        row.setString(2, given.description());
        row.setObject(3, given.transactionId(), Types.OTHER);
        row.setBigDecimal(
                4,
                given.balanceAfter() == null
                        ? null
                        : new BigDecimal(given.balanceAfter().minor()));
        row.setTimestamp(5, Timestamp.from(given.at()));
        row.setObject(6, id);
        row.addBatch();
    }

    private static void putBack(PreparedStatement row, Settled attempt, @Nullable Instant next) throws SQLException {
        row.setString(1, (next == null ? Refund.State.FAILED : Refund.State.RETRYING).wireName());
        row.setTimestamp(2, next == null ? null : Timestamp.from(next));
        row.setString(3, attempt.words());
        row.setObject(4, attempt.refund().id());
        row.setInt(5, attempt.refund().attempts());
        row.addBatch();
    }

    private static void answered(PreparedStatement row, Settled attempt) throws SQLException {
        row.setTimestamp(1, Timestamp.from(attempt.at()));
        row.setString(2, attempt.said());
        row.setString(3, attempt.words());
        row.setObject(4, attempt.refund().id());
        row.setInt(5, attempt.refund().attempts());
        row.addBatch();
    }

    /** @return the refund, if it had failed */
    Optional<Refund> retry(UUID id, String askedBy, Instant now) {
        return database.first(
                "UPDATE refund r SET state = 'retrying', tries = 0, next_at = ?, asked_by = ?"
                        + " WHERE r.id = ? AND r.state = 'failed' RETURNING " + RefundRow.COLUMNS,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(now));
                    statement.setString(2, askedBy);
                    statement.setObject(3, id);
                },
                RefundRow::read);
    }
}
