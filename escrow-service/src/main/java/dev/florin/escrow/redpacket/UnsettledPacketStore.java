package dev.florin.escrow.redpacket;

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

/** The SQL of red packets that wait for their money, and of claims that wait to be paid. */
@Singleton
public class UnsettledPacketStore {
    private static final String COLUMNS =
            "id, %s AS packet_id, '%s' AS action, problem, tries, created_at AS since, next_at";
    private static final String OF_PACKET = COLUMNS.formatted("id", "fund");
    private static final String OF_CLAIM = COLUMNS.formatted("packet_id", "claim");

    private final Database database;

    UnsettledPacketStore(Database database) {
        this.database = database;
    }

    /** Newest first, after the cursor. */
    List<Unsettled> unsettled(TimeCursor after, int limit) {
        return database.list(
                """
                SELECT * FROM (
                    SELECT %s FROM red_packet WHERE state = 'funding' AND tries > 0
                    UNION ALL
                    SELECT %s FROM red_packet_claim WHERE state = 'pending' AND tries > 0) unsettled
                 WHERE (since, id) < (?, ?) ORDER BY since DESC, id DESC LIMIT ?
                """.formatted(OF_PACKET, OF_CLAIM),
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(after.at()));
                    statement.setObject(2, after.id());
                    statement.setInt(3, limit);
                },
                UnsettledPacketStore::read);
    }

    /** Those that were tried so often and were not told of since then; they count as told from now on. */
    List<Unsettled> takeUntold(Connection transaction, int tries, Instant since, Instant now, int limit)
            throws SQLException {
        return Database.list(
                transaction,
                """
                WITH packets AS (
                    UPDATE red_packet SET told_at = ? WHERE id IN (
                        SELECT id FROM red_packet
                         WHERE state = 'funding' AND tries >= ? AND (told_at IS NULL OR told_at < ?)
                         ORDER BY created_at LIMIT ? FOR UPDATE SKIP LOCKED)
                    RETURNING %s
                ), claims AS (
                    UPDATE red_packet_claim SET told_at = ? WHERE id IN (
                        SELECT id FROM red_packet_claim
                         WHERE state = 'pending' AND tries >= ? AND (told_at IS NULL OR told_at < ?)
                         ORDER BY created_at LIMIT ? FOR UPDATE SKIP LOCKED)
                    RETURNING %s
                )
                SELECT * FROM packets UNION ALL SELECT * FROM claims
                """.formatted(OF_PACKET, OF_CLAIM),
                statement -> {
                    for (int first = 1; first <= 5; first += 4) {
                        statement.setTimestamp(first, Timestamp.from(now));
                        statement.setInt(first + 1, tries);
                        statement.setTimestamp(first + 2, Timestamp.from(since));
                        statement.setInt(first + 3, limit);
                    }
                },
                UnsettledPacketStore::read);
    }

    private static Unsettled read(ResultSet row) throws SQLException {
        return new Unsettled(
                row.getObject("id", UUID.class),
                "red_packet:" + row.getObject("packet_id", UUID.class),
                row.getString("action"),
                row.getString("problem"),
                row.getInt("tries"),
                row.getTimestamp("since").toInstant(),
                row.getTimestamp("next_at").toInstant());
    }
}
