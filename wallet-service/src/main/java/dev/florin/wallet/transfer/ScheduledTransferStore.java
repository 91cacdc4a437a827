package dev.florin.wallet.transfer;

import dev.florin.common.database.Database;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import dev.florin.wallet.ledger.Companion;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The SQL of payments that are to happen later. */
@Singleton
class ScheduledTransferStore {
    private static final String COLUMNS = "id, sender, recipient, debit, credit, asset, amount, message, execute_at,"
            + " state, failure, trace, created_at";

    /** Closes it in the commit that moves its money. */
    private static final Companion.Statement COMPLETE = new Companion.Statement("""
            UPDATE scheduled_transfer s SET state = 'completed', updated_at = ?
              FROM unnest(?::uuid[]) AS done (id) WHERE s.id = done.id""", List.of("uuid"));

    private final Database database;

    ScheduledTransferStore(Database database) {
        this.database = database;
    }

    /** @param isNew false for one that had been taken before, by a run that did not finish it */
    record Taken(ScheduledTransfer transfer, boolean isNew) {}

    static Companion completed(UUID id) {
        return new Companion(COMPLETE, List.of(id));
    }

    Optional<ScheduledTransfer> find(UUID id) {
        return database.first(
                "SELECT " + COLUMNS + " FROM scheduled_transfer WHERE id = ?",
                statement -> statement.setObject(1, id),
                ScheduledTransferStore::read);
    }

    /** Those of a sender from a place on, newest first. */
    List<ScheduledTransfer> ofSender(String sender, TimeCursor from, int limit) {
        return database.list(
                "SELECT " + COLUMNS + " FROM scheduled_transfer WHERE sender = ? AND (created_at, id) < (?, ?)"
                        + " ORDER BY created_at DESC, id DESC LIMIT ?",
                statement -> {
                    statement.setString(1, sender);
                    statement.setTimestamp(2, Timestamp.from(from.at()));
                    statement.setObject(3, from.id());
                    statement.setInt(4, limit);
                },
                ScheduledTransferStore::read);
    }

    /** Those from or to a user that have moved no money, from a place on, newest first. */
    List<ScheduledTransfer> unmoved(String user, TimeCursor from, int limit) {
        String part = "(SELECT " + COLUMNS + " FROM scheduled_transfer"
                + " WHERE %s = ? AND state <> 'completed' AND (created_at, id) < (?, ?)"
                + " ORDER BY created_at DESC, id DESC LIMIT ?)";
        return database.list(
                part.formatted("sender") + " UNION ALL " + part.formatted("recipient")
                        + " ORDER BY created_at DESC, id DESC LIMIT ?",
                statement -> {
                    for (int first : new int[] {1, 5}) {
                        statement.setString(first, user);
                        statement.setTimestamp(first + 1, Timestamp.from(from.at()));
                        statement.setObject(first + 2, from.id());
                        statement.setInt(first + 3, limit);
                    }
                    statement.setInt(9, limit);
                },
                ScheduledTransferStore::read);
    }

    void insert(Connection transaction, ScheduledTransfer transfer) throws SQLException {
        Database.update(transaction, """
                INSERT INTO scheduled_transfer (id, sender, recipient, debit, credit, asset, amount, message, execute_at,
                                                state, trace, created_at, updated_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, row -> {
            row.setObject(1, transfer.id());
            row.setString(2, transfer.sender());
            row.setString(3, transfer.recipient());
            row.setObject(4, transfer.debit());
            row.setObject(5, transfer.credit());
            row.setString(6, transfer.amount().asset().code());
            row.setBigDecimal(7, new BigDecimal(transfer.amount().minor()));
            row.setString(8, transfer.message());
            row.setTimestamp(9, Timestamp.from(transfer.executeAt()));
            row.setString(10, transfer.state().wireName());
            row.setString(11, transfer.traceparent());
            row.setTimestamp(12, Timestamp.from(transfer.createdAt()));
            row.setTimestamp(13, Timestamp.from(transfer.createdAt()));
        });
    }

    /**
     * Takes what is due, and what a run took that did not come back. Each row goes to one of the replicas.
     *
     * @param stale a row that was taken before this time and is not closed is taken again
     */
    List<Taken> take(Connection transaction, Instant now, Instant stale, int limit) throws SQLException {
        return Database.list(
                transaction,
                """
                UPDATE scheduled_transfer s SET state = 'processing', updated_at = ?
                 WHERE id IN (SELECT id FROM scheduled_transfer
                               WHERE (state = 'initiated' AND execute_at <= ?) OR (state = 'processing' AND updated_at < ?)
                               ORDER BY execute_at LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING %s, old.state = 'initiated'
                """.formatted("s." + COLUMNS.replace(", ", ", s.")),
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(now));
                    statement.setTimestamp(2, Timestamp.from(now));
                    statement.setTimestamp(3, Timestamp.from(stale));
                    statement.setInt(4, limit);
                },
                row -> new Taken(read(row), row.getBoolean(14)));
    }

    /** Compare and set: false if it is in another state by now. */
    boolean change(Connection transaction, ScheduledTransfer transfer, ScheduledTransfer next, Instant now)
            throws SQLException {
        return Database.update(
                        transaction,
                        "UPDATE scheduled_transfer SET state = ?, failure = ?, updated_at = ?"
                                + " WHERE id = ? AND state = ?",
                        row -> {
                            row.setString(1, next.state().wireName());
                            row.setString(2, next.failure());
                            row.setTimestamp(3, Timestamp.from(now));
                            row.setObject(4, transfer.id());
                            row.setString(5, transfer.state().wireName());
                        })
                == 1;
    }

    private static ScheduledTransfer read(ResultSet row) throws SQLException {
        return new ScheduledTransfer(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getObject(4, UUID.class),
                row.getObject(5, UUID.class),
                Money.ofMinor(row.getBigDecimal(7).toBigIntegerExact(), Asset.of(row.getString(6))),
                row.getString(8),
                row.getTimestamp(9).toInstant(),
                ScheduledTransfer.State.ofWireName(row.getString(10)),
                row.getString(11),
                row.getString(12),
                row.getTimestamp(13).toInstant());
    }
}
