package dev.florin.common.outbox;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * The table {@code outbox(pos, id, payload, created_at)} of the service, and {@code outbox_parked} for what could not
 * be told.
 *
 * <p>Positions are given out before commit, so a reader that walked {@code pos > last} could pass a row that commits
 * late. The relay therefore reads whatever is there, oldest first, and deletes what was accepted.
 */
@Singleton
public class OutboxStore {
    /** Held by the one relay of this database; the number is arbitrary but for ever. */
    private static final long RELAY_LOCK = 0x466c6f72696e01L;

    private final Database database;

    OutboxStore(Database database) {
        this.database = database;
    }

    /** @param oldestAgeS seconds since the oldest waiting row was committed; 0 when nothing waits */
    public record Backlog(long waiting, double oldestAgeS, long parked) {}

    /** Makes this connection the relay's, until it is closed or {@link #resign}s. */
    boolean lead(Connection connection) throws SQLException {
        return Database.list(
                        connection,
                        "SELECT pg_try_advisory_lock(?)",
                        lock -> lock.setLong(1, RELAY_LOCK),
                        row -> row.getBoolean(1))
                .getFirst();
    }

    void resign(Connection connection) throws SQLException {
        Database.list(
                connection,
                "SELECT pg_advisory_unlock(?)",
                lock -> lock.setLong(1, RELAY_LOCK),
                row -> row.getBoolean(1));
    }

    List<OutboxRow> oldest(Connection connection, int limit) throws SQLException {
        return Database.list(
                connection,
                "SELECT pos, id, payload FROM outbox ORDER BY pos LIMIT ?",
                page -> page.setInt(1, limit),
                row -> new OutboxRow(row.getLong(1), row.getObject(2, UUID.class), row.getString(3)));
    }

    /**
     * Its commit does not wait for the disk: if it is lost in a crash, the rows are told again, which changes nothing.
     */
    void delete(Connection connection, List<OutboxRow> accepted) throws SQLException {
        Object[] positions = accepted.stream().map(OutboxRow::position).toArray();
        Database.update(connection, """
                WITH lazily AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
                DELETE FROM outbox USING lazily WHERE pos = ANY (?)
                """, rows -> rows.setArray(1, connection.createArrayOf("bigint", positions)));
    }

    /** Sets a row aside for the operator: it keeps its place in the record, but no longer stops those behind it. */
    void park(Connection connection, OutboxRow row, String reason) throws SQLException {
        Database.update(connection, """
                WITH gone AS (DELETE FROM outbox WHERE pos = ? RETURNING pos, id, payload, created_at)
                INSERT INTO outbox_parked (pos, id, payload, created_at, reason)
                SELECT pos, id, payload, created_at, ? FROM gone
                """, parameters -> {
            parameters.setLong(1, row.position());
            parameters.setString(2, reason);
        });
    }

    /** How far behind the relay is. */
    public Backlog backlog() {
        return database.list(
                        """
                        SELECT count(*),
                               coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0),
                               (SELECT count(*) FROM outbox_parked)
                          FROM outbox
                        """,
                        Database.Binder.NOTHING,
                        row -> new Backlog(row.getLong(1), row.getDouble(2), row.getLong(3)))
                .getFirst();
    }
}
