package dev.florin.escrow.escrow;

import dev.florin.common.database.Database;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of disputes. */
@Singleton
public class DisputeStore {
    private final Database database;

    DisputeStore(Database database) {
        this.database = database;
    }

    void raise(Connection transaction, UUID escrow, UUID id, String user, String reason, Instant now)
            throws SQLException {
        Database.update(
                transaction,
                "INSERT INTO dispute (id, escrow_id, raised_by, reason, raised_at) VALUES (?, ?, ?, ?, ?)",
                statement -> {
                    statement.setObject(1, id);
                    statement.setObject(2, escrow);
                    statement.setString(3, user);
                    statement.setString(4, reason);
                    statement.setTimestamp(5, Timestamp.from(now));
                });
    }

    /**
     * The id of the open dispute about an escrow that this transaction has changed, so that nobody else resolves it.
     */
    UUID requireOpen(Connection transaction, UUID escrow) throws SQLException {
        return Database.list(
                        transaction,
                        "SELECT id FROM dispute WHERE escrow_id = ? AND resolved_at IS NULL",
                        statement -> statement.setObject(1, escrow),
                        row -> row.getObject(1, UUID.class))
                .stream()
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no dispute about escrow " + escrow));
    }

    void add(Connection transaction, UUID dispute, Dispute.Evidence evidence) throws SQLException {
        Database.update(
                transaction,
                "INSERT INTO dispute_evidence (id, dispute_id, user_id, text, refs, added_at) VALUES (?, ?, ?, ?, ?, ?)",
                statement -> {
                    statement.setObject(1, evidence.id());
                    statement.setObject(2, dispute);
                    statement.setString(3, evidence.userId());
                    statement.setString(4, evidence.text());
                    statement.setArray(
                            5,
                            transaction.createArrayOf(
                                    "text", evidence.references().toArray()));
                    statement.setTimestamp(6, Timestamp.from(evidence.addedAt()));
                });
    }

    void resolve(Connection transaction, UUID id, String outcome, String operator, @Nullable String note, Instant now)
            throws SQLException {
        Database.update(
                transaction,
                "UPDATE dispute SET outcome = ?, resolved_by = ?, note = ?, resolved_at = ? WHERE id = ?",
                statement -> {
                    statement.setString(1, outcome);
                    statement.setString(2, operator);
                    statement.setString(3, note);
                    statement.setTimestamp(4, Timestamp.from(now));
                    statement.setObject(5, id);
                });
    }

    /** The newest dispute of an escrow, with its evidence. */
    Optional<Dispute> newest(UUID escrow) {
        Optional<Dispute> bare = database.first("""
                SELECT id, raised_by, reason, raised_at, outcome, resolved_by, note, resolved_at
                  FROM dispute WHERE escrow_id = ? ORDER BY raised_at DESC LIMIT 1
                """, statement -> statement.setObject(1, escrow), row -> {
            Timestamp resolved = row.getTimestamp(8);
            return new Dispute(
                    row.getObject(1, UUID.class),
                    row.getString(2),
                    row.getString(3),
                    row.getTimestamp(4).toInstant(),
                    row.getString(5),
                    row.getString(6),
                    row.getString(7),
                    resolved == null ? null : resolved.toInstant(),
                    List.of());
        });
        return bare.map(dispute -> dispute.with(evidence(dispute.disputeId())));
    }

    /** Open ones, newest first, after the cursor. */
    List<OpenDispute> open(TimeCursor after, int limit) {
        return database.list(
                """
                SELECT d.id, e.id, e.buyer, e.seller, d.raised_by, d.reason, e.held, e.asset, d.raised_at
                  FROM dispute d JOIN escrow e ON e.id = d.escrow_id
                 WHERE d.resolved_at IS NULL AND (d.raised_at, d.id) < (?, ?)
                 ORDER BY d.raised_at DESC, d.id DESC LIMIT ?
                """,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(after.at()));
                    statement.setObject(2, after.id());
                    statement.setInt(3, limit);
                },
                row -> {
                    Asset asset = Asset.of(row.getString(8));
                    return new OpenDispute(
                            row.getObject(1, UUID.class),
                            row.getObject(2, UUID.class),
                            row.getString(3),
                            row.getString(4),
                            row.getString(5),
                            row.getString(6),
                            Money.ofMinor(row.getBigDecimal(7).toBigIntegerExact(), asset)
                                    .major(),
                            asset.code(),
                            row.getTimestamp(9).toInstant());
                });
    }

    private List<Dispute.Evidence> evidence(UUID dispute) {
        return database.list(
                "SELECT id, user_id, text, refs, added_at FROM dispute_evidence WHERE dispute_id = ? ORDER BY added_at, id",
                statement -> statement.setObject(1, dispute),
                row -> new Dispute.Evidence(
                        row.getObject(1, UUID.class),
                        row.getString(2),
                        row.getString(3),
                        List.of((String[]) row.getArray(4).getArray()),
                        row.getTimestamp(5).toInstant()));
    }
}
