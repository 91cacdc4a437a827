package dev.florin.escrow.payment;

import dev.florin.common.database.Columns;
import dev.florin.common.database.Database;
import dev.florin.common.database.DatabaseException;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.parallel.Batcher;
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

/** The SQL of what buyers are asked to pay. */
@Singleton
public class PaymentOrderStore {
    private static final String SELECT =
            "SELECT id, reference, escrow_id, asset, amount, status, payment_id FROM payment_order";

    private static final Columns<Advance> ADVANCED = new Columns<Advance>()
            .uuid("id", advance -> advance.before().id())
            .text("old_status", advance -> advance.before().status().wireName())
            .text("old_payment", advance -> advance.before().payment())
            .text("status", advance -> advance.status().wireName())
            .text("payment_id", Advance::payment)
            .time("updated_at", Advance::at);

    private static final String ADVANCE = """
            WITH advanced AS (SELECT * FROM %s),
            same AS (
                SELECT o.id FROM payment_order o JOIN advanced a
                    ON o.id = a.id AND o.status = a.old_status AND o.payment_id IS NOT DISTINCT FROM a.old_payment
                 ORDER BY o.id FOR NO KEY UPDATE OF o)
            UPDATE payment_order AS o SET status = a.status, payment_id = a.payment_id, updated_at = a.updated_at
              FROM advanced AS a JOIN same USING (id)
             WHERE o.id = a.id AND o.status = a.old_status AND o.payment_id IS NOT DISTINCT FROM a.old_payment
            RETURNING o.id
            """.formatted(ADVANCED.unnest("advanced"));

    private final Database database;
    private final Batcher<String, Optional<PaymentOrder>> references;

    PaymentOrderStore(Database database) {
        this.database = database;
        this.references = new Batcher<>(this::byReferences, DatabaseException::isOutage);
    }

    <T> T inTransaction(Database.Work<T> work) {
        return database.inTransaction(work);
    }

    Optional<PaymentOrder> open(UUID escrow) {
        return database.first(
                SELECT + " WHERE escrow_id = ? AND status IN ('pending', 'authorized', 'failed')",
                statement -> statement.setObject(1, escrow),
                PaymentOrderStore::read);
    }

    Optional<PaymentOrder> byReference(String reference) {
        return references.call(reference);
    }

    private List<Optional<PaymentOrder>> byReferences(List<String> references) {
        Map<String, PaymentOrder> found = new HashMap<>();
        database.list(
                SELECT + " WHERE reference = ANY (?)",
                statement ->
                        statement.setArray(1, statement.getConnection().createArrayOf("text", references.toArray())),
                row -> {
                    PaymentOrder order = read(row);
                    return found.put(order.reference(), order);
                });
        return references.stream()
                .map(reference -> Optional.ofNullable(found.get(reference)))
                .toList();
    }

    /** The order that was brought where it stands by this payment. */
    Optional<PaymentOrder> byPayment(String payment) {
        return database.first(
                SELECT + " WHERE payment_id = ?",
                statement -> statement.setString(1, payment),
                PaymentOrderStore::read);
    }

    /** @return whether the escrow had no open one */
    boolean issue(Connection transaction, PaymentOrder order, Instant now) throws SQLException {
        return Database.update(transaction, """
                        INSERT INTO payment_order (id, reference, escrow_id, asset, amount, status, created_at, updated_at)
                        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                            ON CONFLICT DO NOTHING
                        """, statement -> {
                    statement.setObject(1, order.id());
                    statement.setString(2, order.reference());
                    statement.setObject(3, order.escrow());
                    statement.setString(4, order.amount().asset().code());
                    statement.setBigDecimal(5, new BigDecimal(order.amount().minor()));
                    statement.setString(6, order.status().wireName());
                    statement.setTimestamp(7, Timestamp.from(now));
                    statement.setTimestamp(8, Timestamp.from(now));
                })
                == 1;
    }

    /** An order that is brought on by a payment: only if it stands as before. */
    record Advance(PaymentOrder before, PaymentOrder.Status status, String payment, Instant at) {}

    /** @return the ids of those that stood as before */
    Set<UUID> advance(Connection transaction, List<Advance> all) throws SQLException {
        return Set.copyOf(Database.list(
                transaction,
                ADVANCE,
                statement -> ADVANCED.bind(statement, 1, all),
                row -> row.getObject(1, UUID.class)));
    }

    private static PaymentOrder read(ResultSet row) throws SQLException {
        return new PaymentOrder(
                row.getObject("id", UUID.class),
                row.getString("reference"),
                row.getObject("escrow_id", UUID.class),
                Money.ofMinor(row.getBigDecimal("amount").toBigIntegerExact(), Asset.of(row.getString("asset"))),
                PaymentOrder.Status.ofWireName(row.getString("status")),
                row.getString("payment_id"));
    }
}
