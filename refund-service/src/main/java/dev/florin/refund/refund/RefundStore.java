package dev.florin.refund.refund;

import dev.florin.common.database.Column;
import dev.florin.common.database.Database;
import dev.florin.common.id.Ids;
import jakarta.inject.Singleton;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The SQL of refunds on their way: finding, taking, closing. What is only looked at is in {@link BooksStore}. */
@Singleton
class RefundStore {
    /**
     * One statement, in one order: two replicas that find the same at the same time must not wait for each other in a
     * ring. What is known is left out before it is put together; the conflict is for what the other one commits
     * meanwhile.
     */
    private static final String FIND = """
            INSERT INTO refund (id, source, kind, source_id, user_id, asset, amount, claimed, total, reason, due_at,
                                created_at, expires_at, found_at, next_at, trace, state)
            SELECT t.id, t.source, t.kind, t.source_id, t.user_id, t.asset, t.amount, t.claimed, t.total, t.reason,
                   t.due_at, t.created_at, t.expires_at, now, now, trace, 'pending'
              FROM (SELECT ?::timestamptz AS now, ?::text AS trace) this,
                   unnest(?::uuid[], ?::text[], ?::text[], ?::uuid[], ?::text[], ?::text[], ?::numeric[], ?::numeric[],
                          ?::numeric[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::timestamptz[])
                       WITH ORDINALITY
                       AS t (id, source, kind, source_id, user_id, asset, amount, claimed, total, reason, due_at,
                             created_at, expires_at, place)
             WHERE NOT EXISTS (SELECT FROM refund r WHERE r.kind = t.kind AND r.source_id = t.source_id)
             ORDER BY t.place
            ON CONFLICT (kind, source_id) DO NOTHING
            """;

    private static final List<Column<Refund.Thing>> FOUND = List.of(
            new Column<>("uuid", _ -> Ids.fresh()),
            new Column<>("text", Refund.Thing::source),
            new Column<>("text", Refund.Thing::kind),
            new Column<>("uuid", Refund.Thing::id),
            new Column<>("text", Refund.Thing::userId),
            new Column<>("text", thing -> thing.amount().asset().code()),
            new Column<>("numeric", thing -> thing.amount().minor()),
            new Column<>("numeric", Refund.Thing::claimed),
            new Column<>("numeric", Refund.Thing::total),
            new Column<>("text", Refund.Thing::reason),
            new Column<>("timestamptz", Refund.Thing::dueAt),
            new Column<>("timestamptz", Refund.Thing::createdAt),
            new Column<>("timestamptz", Refund.Thing::expiresAt));

    /**
     * Any attempt may complete a refund: the money is back, whoever asked for it last. Only the last one may put it
     * back, or leave it to the operator. The rows are locked in the order of their ids before any is changed.
     */
    private static final String CLOSE = """
            WITH held AS MATERIALIZED (
                SELECT id FROM refund WHERE id = ANY(?) ORDER BY id FOR NO KEY UPDATE
            ), said AS MATERIALIZED (
                SELECT *
                  FROM held JOIN unnest(?::uuid[], ?::int[], ?::text[], ?::timestamptz[], ?::timestamptz[], ?::text[],
                                        ?::text[], ?::numeric[], ?::text[], ?::uuid[], ?::numeric[], ?::timestamptz[])
                                AS s (id, attempt, state, next_at, answered_at, outcome, words, given, description,
                                      transaction_id, balance_after, completed_at) USING (id)
            ), answered AS (
                UPDATE refund_attempt a SET answered_at = s.answered_at, outcome = s.outcome, answer = s.words
                  FROM said s
                 WHERE a.refund_id = s.id AND a.number = s.attempt AND a.answered_at IS NULL
            )
            UPDATE refund r
               SET state = s.state, next_at = s.next_at, given = s.given, description = s.description,
                   transaction_id = s.transaction_id, balance_after = s.balance_after, completed_at = s.completed_at,
                   failure = CASE s.state WHEN 'completed' THEN r.failure ELSE s.words END
              FROM said s
             WHERE r.id = s.id AND r.state = 'processing' AND (s.state = 'completed' OR r.attempts = s.attempt)
            RETURNING r.id
            """;

    private static final List<Column<Settled>> SAID = List.of(
            new Column<>("uuid", attempt -> attempt.refund().id()),
            new Column<>("int4", attempt -> attempt.refund().attempts()),
            new Column<>("text", attempt -> attempt.state().wireName()),
            new Column<>(
                    "timestamptz",
                    attempt -> attempt.outcome() instanceof Refund.Outcome.Retrying later ? later.at() : null),
            new Column<>("timestamptz", Settled::at),
            new Column<>("text", Settled::said),
            new Column<>("text", Settled::words),
            new Column<>("numeric", given(given -> given.amount().minor())),
            new Column<>("text", given(Refund.Given::description)),
            new Column<>("uuid", given(Refund.Given::transactionId)),
            new Column<>(
                    "numeric",
                    given(given -> given.balanceAfter() == null
                            ? null
                            : given.balanceAfter().minor())),
            new Column<>("timestamptz", given(Refund.Given::at)));

    private final Database database;

    RefundStore(Database database) {
        this.database = database;
    }

    /** Writes down what is due; what stands there already stays as it is. @return how many were new */
    int find(List<Refund.Thing> things, String traceparent, Instant now) {
        return database.update(FIND, statement -> {
            statement.setTimestamp(1, Timestamp.from(now));
            statement.setString(2, traceparent);
            Column.bind(statement, 3, FOUND, things);
        });
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
        return new HashSet<>(database.list(
                CLOSE,
                statement -> {
                    statement.setArray(1, SAID.getFirst().of(statement.getConnection(), attempts));
                    Column.bind(statement, 2, SAID, attempts);
                },
                row -> row.getObject(1, UUID.class)));
    }

    private static Function<Settled, @Nullable Object> given(Function<Refund.Given, @Nullable Object> value) {
        return attempt -> attempt.outcome() instanceof Refund.Outcome.Completed done ? value.apply(done.given()) : null;
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
