package dev.florin.wallet.purchase;

import dev.florin.common.database.Database;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import dev.florin.wallet.ledger.Companion;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The SQL of purchases. */
@Singleton
public class PurchaseStore {
    private static final Companion.Statement OPEN = new Companion.Statement(
            """
            INSERT INTO purchase (id, owner, wallet_id, asset, amount, type, service, description, state, created_at, expires_at)
            SELECT id, owner, wallet_id, asset, amount, type, service, description, 'open', now,
                   now + timeout_s * interval '1 second'
              FROM (SELECT ?::timestamptz AS now) clock,
                   unnest(?::uuid[], ?::text[], ?::uuid[], ?::text[], ?::numeric[], ?::text[], ?::text[], ?::text[], ?::bigint[])
                AS p (id, owner, wallet_id, asset, amount, type, service, description, timeout_s)
                ON CONFLICT DO NOTHING""", List.of("uuid", "text", "uuid", "text", "numeric", "text", "text", "text", "int8"));

    private static final Companion.Statement REFUND = new Companion.Statement("""
            UPDATE purchase p
               SET state = 'refunded', refunded_at = ?, refund_id = r.refund_id
              FROM unnest(?::uuid[], ?::text[]) AS r (id, refund_id)
             WHERE p.id = r.id AND p.state IN ('cancelled', 'failed', 'timed_out')""", List.of("uuid", "text"));

    private final Database database;

    PurchaseStore(Database database) {
        this.database = database;
    }

    /** Opens a purchase along with its payment, whose time is its beginning. */
    static Companion opening(UUID id, String owner, UUID wallet, Money amount, PurchaseRequest request, long timeoutS) {
        return new Companion(
                OPEN,
                Arrays.asList(
                        id,
                        owner,
                        wallet,
                        amount.asset().code(),
                        amount.minor(),
                        request.type(),
                        request.service(),
                        request.description(),
                        timeoutS));
    }

    /** Closes a purchase along with the money's way back. */
    static Companion refunding(UUID id, String refundId) {
        return new Companion(REFUND, Arrays.asList(id, refundId));
    }

    Optional<Purchase> purchase(UUID id) {
        return database.first(
                PurchaseRow.SELECT + " WHERE id = ?", statement -> statement.setObject(1, id), PurchaseRow::read);
    }

    /** Those of them that there are, by id. */
    Map<UUID, Purchase> purchases(Collection<UUID> ids) {
        return database
                .list(
                        PurchaseRow.SELECT + " WHERE id = ANY (?)",
                        statement -> statement.setObject(1, ids.toArray(UUID[]::new)),
                        PurchaseRow::read)
                .stream()
                .collect(Collectors.toMap(Purchase::id, Function.identity()));
    }

    /** Purchases of a user, newest first, after the cursor. */
    List<Purchase> purchases(String owner, TimeCursor after, int limit) {
        return database.list(
                PurchaseRow.SELECT
                        + " WHERE owner = ? AND (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?",
                statement -> {
                    statement.setString(1, owner);
                    statement.setTimestamp(2, Timestamp.from(after.at()));
                    statement.setObject(3, after.id());
                    statement.setInt(4, limit);
                },
                PurchaseRow::read);
    }

    /** @return whether it was open until now */
    boolean close(Connection transaction, Purchase purchase, Purchase.Step step, Instant now) throws SQLException {
        Instant dueAt = purchase.dueAt(step, now);
        return Database.update(
                        transaction,
                        "UPDATE purchase SET state = ?, reason = ?, due_at = ? WHERE id = ? AND state = 'open'",
                        statement -> {
                            statement.setString(1, step.to().wireName());
                            statement.setString(2, step.reason());
                            statement.setTimestamp(3, dueAt == null ? null : Timestamp.from(dueAt));
                            statement.setObject(4, purchase.id());
                        })
                == 1;
    }

    /** Open purchases past their time, oldest first, without those that another transaction is about to close. */
    List<Purchase> lockLate(Connection transaction, Instant now, int limit) throws SQLException {
        return Database.list(
                transaction,
                PurchaseRow.SELECT
                        + " WHERE state = 'open' AND expires_at <= ? ORDER BY expires_at LIMIT ? FOR UPDATE SKIP LOCKED",
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(now));
                    statement.setInt(2, limit);
                },
                PurchaseRow::read);
    }

    /** Purchases whose money is due back by then, oldest first. */
    List<Purchase> due(Instant dueAfter, Instant dueBefore, int limit) {
        return database.list(
                PurchaseRow.SELECT + """
                         WHERE state IN ('cancelled', 'failed', 'timed_out') AND due_at BETWEEN ? AND ?
                         ORDER BY due_at, id
                         LIMIT ?
                        """,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(dueAfter));
                    statement.setTimestamp(2, Timestamp.from(dueBefore));
                    statement.setInt(3, limit);
                },
                PurchaseRow::read);
    }

    /** Purchases whose money came back, oldest first, after the cursor. */
    List<Purchase> refunded(TimeCursor after, int limit) {
        return database.list(
                PurchaseRow.SELECT
                        + " WHERE state = 'refunded' AND (refunded_at, id) > (?, ?) ORDER BY refunded_at, id LIMIT ?",
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(after.at()));
                    statement.setObject(2, after.id());
                    statement.setInt(3, limit);
                },
                PurchaseRow::read);
    }

    /** Lets the next try to give the money back have an id of its own, if this one was the last. */
    void endAttempt(UUID id, int attempt) {
        database.update(
                "UPDATE purchase SET refund_attempt = refund_attempt + 1 WHERE id = ? AND refund_attempt = ?",
                statement -> {
                    statement.setObject(1, id);
                    statement.setInt(2, attempt);
                });
    }
}
