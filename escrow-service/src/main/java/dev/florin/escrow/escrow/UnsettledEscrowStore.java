package dev.florin.escrow.escrow;

import dev.florin.common.database.Database;
import dev.florin.common.page.TimeCursor;
import dev.florin.escrow.unsettled.Unsettled;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The SQL of escrows whose money should have moved: a movement without an end, or a release refused to the clock. */
@Singleton
public class UnsettledEscrowStore {
    private static final String UNSETTLED = """
            WITH waiting AS (
                SELECT escrow_id AS id, kind, problem, tries, created_at AS since, next_at
                  FROM escrow_movement WHERE state = 'pending' AND tries > 0
            ), refused AS (
                SELECT escrow_id, count(*) AS tries, min(created_at) AS since,
                       (array_agg(refusal ORDER BY created_at DESC))[1] AS problem
                  FROM escrow_movement WHERE kind = 'release' AND actor = 'system' AND state = 'refused'
                 GROUP BY escrow_id
            ), unsettled AS (
                SELECT * FROM waiting
                UNION ALL
                SELECT e.id, 'release', r.problem, r.tries, r.since, e.acts_at
                  FROM refused r JOIN escrow e ON e.id = r.escrow_id
                 WHERE e.acts_at IS NOT NULL AND e.state IN ('HELD', 'PARTIALLY_RELEASED')
                   AND e.id NOT IN (SELECT id FROM waiting)
            )
            """;

    private final Database database;

    UnsettledEscrowStore(Database database) {
        this.database = database;
    }

    /** Newest first, after the cursor. */
    List<Unsettled> unsettled(TimeCursor after, int limit) {
        return database.list(
                UNSETTLED + "SELECT * FROM unsettled WHERE (since, id) < (?, ?) ORDER BY since DESC, id DESC LIMIT ?",
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(after.at()));
                    statement.setObject(2, after.id());
                    statement.setInt(3, limit);
                },
                UnsettledEscrowStore::read);
    }

    /** Those that were tried so often and were not told of since then; they count as told from now on. */
    List<Unsettled> takeUntold(Connection transaction, int tries, Instant since, Instant now, int limit)
            throws SQLException {
        return Database.list(
                transaction,
                UNSETTLED + """
                        , untold AS (
                            SELECT e.id FROM escrow e JOIN unsettled u USING (id)
                             WHERE u.tries >= ? AND (e.told_at IS NULL OR e.told_at < ?)
                             ORDER BY u.since LIMIT ? FOR UPDATE OF e SKIP LOCKED
                        ), told AS (UPDATE escrow SET told_at = ? WHERE id IN (SELECT id FROM untold) RETURNING id)
                        SELECT u.* FROM unsettled u JOIN told USING (id)
                        """,
                statement -> {
                    statement.setInt(1, tries);
                    statement.setTimestamp(2, Timestamp.from(since));
                    statement.setInt(3, limit);
                    statement.setTimestamp(4, Timestamp.from(now));
                },
                UnsettledEscrowStore::read);
    }

    private static Unsettled read(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return new Unsettled(
                id,
                "escrow:" + id,
                row.getString("kind"),
                row.getString("problem"),
                row.getInt("tries"),
                row.getTimestamp("since").toInstant(),
                row.getTimestamp("next_at").toInstant());
    }
}
