package dev.florin.wallet.external;

import dev.florin.common.database.Database;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import dev.florin.wallet.ledger.Companion;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of deposits and withdrawals on their way. */
@Singleton
public class RailStore {
    private static final Companion.Statement OPEN = new Companion.Statement(
            """
            INSERT INTO rail_transaction (id, kind, owner, wallet_id, asset, amount, rail, destination, state, transfer_id,
                                          created_at, submitted_at, lapses_at)
            SELECT id, kind, owner, wallet_id, asset, amount, rail, destination, state, transfer_id,
                   now, CASE WHEN state = 'finalized' THEN now END, now + lapse_s * interval '1 second'
              FROM (SELECT ?::timestamptz AS now) clock,
                   unnest(?::uuid[], ?::text[], ?::text[], ?::uuid[], ?::text[], ?::numeric[], ?::text[], ?::text[], ?::text[],
                          ?::uuid[], ?::bigint[])
                AS t (id, kind, owner, wallet_id, asset, amount, rail, destination, state, transfer_id, lapse_s)
                ON CONFLICT DO NOTHING""", List.of("uuid", "text", "text", "uuid", "text", "numeric", "text", "text", "text", "uuid", "int8"));

    private static final Companion.Statement FINALIZE = new Companion.Statement("""
            UPDATE rail_transaction t
               SET state = 'finalized', transfer_id = f.transfer_id, transaction_hash = coalesce(f.hash, t.transaction_hash)
              FROM (SELECT ?::timestamptz AS now) clock, unnest(?::uuid[], ?::uuid[], ?::text[]) AS f (id, transfer_id, hash)
             WHERE t.id = f.id AND t.state NOT IN ('finalized', 'refunded')""", List.of("uuid", "uuid", "text"));

    private static final Companion.Statement REFUND = new Companion.Statement("""
            UPDATE rail_transaction t
               SET state = 'refunded', refunded_at = ?, refund_id = r.refund_id
              FROM unnest(?::uuid[], ?::text[]) AS r (id, refund_id)
             WHERE t.id = r.id AND t.kind = 'withdrawal' AND t.state = 'failed'""", List.of("uuid", "text"));

    /** The rail says that the money has gone, and nobody has decided about that yet: it cannot come back as well. */
    private static final String IS_IN_DOUBT = """
             EXISTS (SELECT FROM rail_event e
                      WHERE e.rail = rail_transaction.rail AND lower(e.transaction_id) = rail_transaction.id::text
                        AND e.outcome = 'unapplied' AND e.status IN ('confirmed', 'finalized'))
            """;

    private final Database database;

    RailStore(Database database) {
        this.database = database;
    }

    /** What is asked for. */
    record Draft(
            UUID id,
            RailTransaction.Kind kind,
            String owner,
            UUID wallet,
            Money amount,
            String rail,
            @Nullable String destination,
            Duration lapse) {}

    /** Stores a withdrawal along with what sets its money aside; or with what pays it, on a rail that is instant. */
    static Companion opening(Draft draft, @Nullable UUID paidBy) {
        return new Companion(
                OPEN,
                Arrays.asList(
                        draft.id(),
                        draft.kind().wireName(),
                        draft.owner(),
                        draft.wallet(),
                        draft.amount().asset().code(),
                        draft.amount().minor(),
                        draft.rail(),
                        draft.destination(),
                        (paidBy == null ? RailTransaction.State.INITIATED : RailTransaction.State.FINALIZED).wireName(),
                        paidBy,
                        draft.lapse().toSeconds()));
    }

    /** Makes it final along with the transfer that does. */
    static Companion finalizing(RailTransaction transaction, @Nullable String hash) {
        return new Companion(FINALIZE, Arrays.asList(transaction.id(), transaction.nextTransfer(), hash));
    }

    /** Closes a failed withdrawal along with the release of its money. */
    static Companion refunding(UUID id, String refundId) {
        return new Companion(REFUND, Arrays.asList(id, refundId));
    }

    /** @return whether it is new; a deposit that was announced under the same id stays as it is */
    boolean announce(Connection transaction, Draft draft, Instant now) throws SQLException {
        return Database.update(transaction, """
                INSERT INTO rail_transaction (id, kind, owner, wallet_id, asset, amount, rail, state, created_at, lapses_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, 'initiated', ?, ?)
                ON CONFLICT DO NOTHING
                """, statement -> {
                    statement.setObject(1, draft.id());
                    statement.setString(2, draft.kind().wireName());
                    statement.setString(3, draft.owner());
                    statement.setObject(4, draft.wallet());
                    statement.setString(5, draft.amount().asset().code());
                    statement.setBigDecimal(6, new BigDecimal(draft.amount().minor()));
                    statement.setString(7, draft.rail());
                    statement.setTimestamp(8, Timestamp.from(now));
                    statement.setTimestamp(9, Timestamp.from(now.plus(draft.lapse())));
                })
                == 1;
    }

    Optional<RailTransaction> transaction(UUID id) {
        return database.first(
                RailTransactionRow.SELECT + " WHERE id = ?",
                statement -> statement.setObject(1, id),
                RailTransactionRow::read);
    }

    /** Those of a user, newest first, after the cursor. */
    List<RailTransaction> transactions(String owner, RailTransaction.Kind kind, TimeCursor after, int limit) {
        return database.list(
                RailTransactionRow.SELECT + """
                         WHERE owner = ? AND kind = ? AND (created_at, id) < (?, ?)
                         ORDER BY created_at DESC, id DESC
                         LIMIT ?
                        """,
                statement -> {
                    statement.setString(1, owner);
                    statement.setString(2, kind.wireName());
                    statement.setTimestamp(3, Timestamp.from(after.at()));
                    statement.setObject(4, after.id());
                    statement.setInt(5, limit);
                },
                RailTransactionRow::read);
    }

    /**
     * Takes a transaction on, if it still stands where it stood; not to its finalization, which moves money.
     *
     * @return whether it did
     */
    boolean advance(
            Connection transaction,
            RailTransaction from,
            RailTransaction.Status to,
            @Nullable String hash,
            String reason,
            Instant now)
            throws SQLException {
        boolean failed = to == RailTransaction.Status.FAILED;
        return Database.update(transaction, """
                        UPDATE rail_transaction
                           SET state = ?, transaction_hash = coalesce(?, transaction_hash), reason = ?,
                               failed_at = CASE WHEN ? THEN lapses_at ELSE ?::timestamptz END
                         WHERE id = ? AND state = ?
                        """, statement -> {
                    statement.setString(1, to.wireName());
                    statement.setString(2, hash);
                    statement.setString(3, failed ? reason : null);
                    // Its money is due since its time is over, and not since somebody noticed.
                    statement.setBoolean(4, failed && reason.equals(RailTransaction.LAPSED));
                    statement.setTimestamp(5, failed ? Timestamp.from(now) : null);
                    statement.setObject(6, from.id());
                    statement.setString(7, from.state().wireName());
                })
                == 1;
    }

    /**
     * What the rail has not confirmed in time, without what another transaction is about to change, and without what is
     * in doubt.
     */
    List<RailTransaction> lockLapsed(Connection transaction, Instant now, int limit) throws SQLException {
        return Database.list(
                transaction,
                RailTransactionRow.SELECT
                        + " WHERE state IN ('initiated', 'pending') AND lapses_at <= ? AND NOT " + IS_IN_DOUBT
                        + """
                         ORDER BY lapses_at
                         LIMIT ?
                           FOR UPDATE SKIP LOCKED
                        """,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(now));
                    statement.setInt(2, limit);
                },
                RailTransactionRow::read);
    }

    /**
     * One try to hand a withdrawal over.
     *
     * @param number of the try
     * @param maybeTaken whether an earlier one may have been taken although nobody said so
     * @param lapsesAt when it would lapse without this try
     */
    record Handover(RailTransaction withdrawal, int number, boolean maybeTaken, Instant lapsesAt) {}

    /**
     * Takes withdrawals that wait for being handed over, oldest first, for this caller alone. From here on they count
     * as maybe taken, and lapse as late as if they were.
     *
     * @param only this one, if it waits; null for all of them
     * @param clear what lapses before is not handed over any more
     * @param lapse time that the rail has from now on
     * @param retry wait after the first try, longer than a try takes; doubled with each further one, up to 64 times
     */
    List<Handover> handOver(
            @Nullable UUID only, Instant now, Instant clear, Duration lapse, Duration retry, int limit) {
        return database.list(
                """
                WITH next AS MATERIALIZED (
                    SELECT id, maybe_taken AS was_taken, lapses_at AS lapsed FROM rail_transaction
                     WHERE kind = 'withdrawal' AND state = 'initiated' AND submitted_at IS NULL AND lapses_at > ?
                       AND coalesce(next_handover_at, created_at) <= ? AND id = coalesce(?, id)
                     ORDER BY created_at LIMIT ? FOR NO KEY UPDATE SKIP LOCKED
                ), taken AS (
                    UPDATE rail_transaction t
                       SET handovers = handovers + 1, maybe_taken = true, lapses_at = greatest(lapses_at, ?),
                           next_handover_at = ?::timestamptz + least(power(2, handovers), 64) * ? * interval '1 millisecond'
                      FROM next WHERE t.id = next.id
                    RETURNING t.id, t.handovers AS number, was_taken, lapsed
                )
                SELECT %s, taken.number, was_taken, lapsed FROM rail_transaction JOIN taken USING (id)
                """.formatted(RailTransactionRow.COLUMNS),
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(clear));
                    statement.setTimestamp(2, Timestamp.from(now));
                    statement.setObject(3, only, Types.OTHER);
                    statement.setInt(4, limit);
                    statement.setTimestamp(5, Timestamp.from(now.plus(lapse)));
                    statement.setTimestamp(6, Timestamp.from(now));
                    statement.setLong(7, retry.toMillis());
                },
                row -> new Handover(
                        RailTransactionRow.read(row),
                        row.getInt(18),
                        row.getBoolean(19),
                        row.getTimestamp(20).toInstant()));
    }

    /** It certainly was not taken: everything is as it was before this try. */
    void notTaken(Handover handover) {
        database.update("""
                UPDATE rail_transaction SET maybe_taken = ?, lapses_at = ?
                 WHERE id = ? AND handovers = ? AND state = 'initiated' AND submitted_at IS NULL
                """, statement -> {
            statement.setBoolean(1, handover.maybeTaken());
            statement.setTimestamp(2, Timestamp.from(handover.lapsesAt()));
            statement.setObject(3, handover.withdrawal().id());
            statement.setInt(4, handover.number());
        });
    }

    void submitted(UUID id, Instant now) {
        database.update(
                "UPDATE rail_transaction SET submitted_at = ? WHERE id = ? AND submitted_at IS NULL", statement -> {
                    statement.setTimestamp(1, Timestamp.from(now));
                    statement.setObject(2, id);
                });
    }

    /** Whether a rail says of it what nobody has decided about: that it is on the chain, or final. */
    boolean isInDoubt(UUID id) {
        return database.first(
                        "SELECT 1 FROM rail_transaction WHERE id = ? AND " + IS_IN_DOUBT,
                        statement -> statement.setObject(1, id),
                        _ -> true)
                .isPresent();
    }

    /** Failed withdrawals whose money is due back by then, oldest first; none that is in doubt. */
    List<RailTransaction> due(Instant dueAfter, Instant dueBefore, int limit) {
        return database.list(
                RailTransactionRow.SELECT
                        + " WHERE kind = 'withdrawal' AND state = 'failed' AND failed_at BETWEEN ? AND ? AND NOT "
                        + IS_IN_DOUBT + """
                         ORDER BY failed_at, id
                         LIMIT ?
                        """,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(dueAfter));
                    statement.setTimestamp(2, Timestamp.from(dueBefore));
                    statement.setInt(3, limit);
                },
                RailTransactionRow::read);
    }

    /** Withdrawals whose money came back, oldest first, after the cursor. */
    List<RailTransaction> refunded(TimeCursor after, int limit) {
        return database.list(
                RailTransactionRow.SELECT
                        + " WHERE state = 'refunded' AND (refunded_at, id) > (?, ?) ORDER BY refunded_at, id LIMIT ?",
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(after.at()));
                    statement.setObject(2, after.id());
                    statement.setInt(3, limit);
                },
                RailTransactionRow::read);
    }

    /** Closes a failed withdrawal whose money is free already. */
    void refunded(UUID id, String refundId, Instant now) {
        database.update(
                "UPDATE rail_transaction SET state = 'refunded', refunded_at = ?, refund_id = ? WHERE id = ? AND state = 'failed'",
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(now));
                    statement.setString(2, refundId);
                    statement.setObject(3, id);
                });
    }

    /** Lets the next try to make it final have an id of its own, if this one was the last. */
    void endAttempt(UUID id, int attempt) {
        database.update("UPDATE rail_transaction SET attempt = attempt + 1 WHERE id = ? AND attempt = ?", statement -> {
            statement.setObject(1, id);
            statement.setInt(2, attempt);
        });
    }
}
