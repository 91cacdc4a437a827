package dev.florin.refund.sweep;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;

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

    /** When a sweep of any replica ended last. */
    Optional<Instant> lastRun() {
        return database.first(
                "SELECT ended_at FROM sweep ORDER BY ended_at DESC LIMIT 1",
                Database.Binder.NOTHING,
                row -> row.getTimestamp(1).toInstant());
    }
}
