package dev.florin.refund.sweep;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** The record of sweeps. */
@Singleton
class SweepStore {
    private final Database database;

    SweepStore(Database database) {
        this.database = database;
    }

    void keep(Sweep sweep) {
        database.onConnection(connection -> Database.update(connection, """
                INSERT INTO sweep (id, triggered_by, started_at, ended_at, completed, failed, unreachable)
                VALUES (?, ?, ?, ?, ?, ?, ?)
                """, row -> {
            row.setObject(1, sweep.id());
            row.setString(2, sweep.triggeredBy());
            row.setTimestamp(3, Timestamp.from(sweep.startedAt()));
            row.setTimestamp(4, Timestamp.from(sweep.endedAt()));
            row.setInt(5, sweep.completed());
            row.setInt(6, sweep.failed());
            row.setArray(7, connection.createArrayOf("text", sweep.unreachable().toArray()));
        }));
    }

    /** Says to all replicas that a sweep is at work, until it has ended or that time is over. */
    void underWay(UUID id, Instant startedAt, Instant aliveUntil) {
        database.update("""
                INSERT INTO sweep_under_way (id, started_at, alive_until) VALUES (?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until
                """, row -> {
            row.setObject(1, id);
            row.setTimestamp(2, Timestamp.from(startedAt));
            row.setTimestamp(3, Timestamp.from(aliveUntil));
        });
    }

    void ended(UUID id) {
        database.update("DELETE FROM sweep_under_way WHERE id = ?", row -> row.setObject(1, id));
    }

    /** When the oldest sweep of all replicas began that is at work now. */
    Optional<Instant> underWaySince(Instant now) {
        return database.first(
                "SELECT started_at FROM sweep_under_way WHERE alive_until > ? ORDER BY started_at LIMIT 1",
                statement -> statement.setTimestamp(1, Timestamp.from(now)),
                row -> row.getTimestamp(1).toInstant());
    }

    /** What all replicas did since then, by reason. */
    Map<String, Tally.Reason> since(Instant from) {
        Map<String, Tally.Reason> all = new TreeMap<>();
        database.list(
                        """
                        SELECT reason, asset, count(*), 0, sum(given) FROM refund
                         WHERE state = 'completed' AND completed_at >= ? GROUP BY reason, asset
                        UNION ALL
                        SELECT r.reason, r.asset, 0, count(*), 0 FROM refund_attempt a JOIN refund r ON r.id = a.refund_id
                         WHERE a.outcome <> 'given' AND a.answered_at >= ? GROUP BY r.reason, r.asset
                        """,
                        statement -> {
                            statement.setTimestamp(1, Timestamp.from(from));
                            statement.setTimestamp(2, Timestamp.from(from));
                        },
                        SweepStore::reason)
                .forEach(one -> all.merge(one.getKey(), one.getValue(), Tally.Reason::plus));
        return all;
    }

    private static Map.Entry<String, Tally.Reason> reason(ResultSet row) throws SQLException {
        int completed = row.getInt(3);
        Map<String, BigInteger> totals = completed == 0
                ? Map.of()
                : Map.of(row.getString(2), row.getBigDecimal(5).toBigIntegerExact());
        return Map.entry(row.getString(1), new Tally.Reason(completed, row.getInt(4), totals));
    }

    /** When a sweep of any replica ended last. */
    Optional<Instant> lastRun() {
        return database.first(
                "SELECT ended_at FROM sweep ORDER BY ended_at DESC LIMIT 1",
                Database.Binder.NOTHING,
                row -> row.getTimestamp(1).toInstant());
    }
}
