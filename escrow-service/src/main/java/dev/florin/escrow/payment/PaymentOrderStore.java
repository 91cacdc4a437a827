package dev.florin.escrow.payment;

import dev.florin.common.database.Database;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** The SQL of what buyers are asked to pay. */
@Singleton
public class PaymentOrderStore {
    private static final String SELECT =
            "SELECT id, reference, escrow_id, asset, amount, status, payment_id FROM payment_order";

    private final Database database;

    PaymentOrderStore(Database database) {
        this.database = database;
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
        return database.first(
                SELECT + " WHERE reference = ?",
                statement -> statement.setString(1, reference),
                PaymentOrderStore::read);
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

    /**
     * Compare and set.
     *
     * @return whether it stood as it was before
     */
    boolean advance(
            Connection transaction, PaymentOrder before, PaymentOrder.Status status, String payment, Instant now)
            throws SQLException {
        return Database.update(transaction, """
                        UPDATE payment_order SET status = ?, payment_id = ?, updated_at = ?
                         WHERE id = ? AND status = ? AND payment_id IS NOT DISTINCT FROM ?
                        """, statement -> {
                    statement.setString(1, status.wireName());
                    statement.setString(2, payment);
                    statement.setTimestamp(3, Timestamp.from(now));
                    statement.setObject(4, before.id());
                    statement.setString(5, before.status().wireName());
                    statement.setString(6, before.payment());
                })
                == 1;
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
