package dev.florin.notification.inbox;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.Timestamp;
import java.time.Instant;

/** Forgets what is old. */
@Singleton
class RetentionStore {
    private final Database database;

    RetentionStore(Database database) {
        this.database = database;
    }

    /**
     * Deletes the oldest part of some streams and says in their feeds where they begin now. Always a prefix of a
     * stream, whatever its rows' times are: a stream has no holes.
     *
     * @param rows about how many at most
     * @return how many feeds were shortened
     */
    int forget(Instant before, int rows) {
        return database.inTransaction(transaction -> Database.update(transaction, """
                WITH old AS MATERIALIZED (
                    SELECT user_id, max(seq) AS seq
                    FROM (SELECT user_id, seq FROM notification WHERE created_at < ? LIMIT ?) AS aged
                    GROUP BY user_id),
                locked AS MATERIALIZED (
                    SELECT f.user_id FROM feed f WHERE f.user_id IN (SELECT user_id FROM old)
                    ORDER BY f.user_id FOR NO KEY UPDATE),
                gone AS (
                    DELETE FROM notification n USING old
                    WHERE n.user_id = old.user_id AND n.seq <= old.seq
                      AND n.user_id IN (SELECT user_id FROM locked)),
                unneeded AS (
                    DELETE FROM acknowledgement a USING old
                    WHERE a.user_id = old.user_id AND a.seq <= old.seq
                      AND a.user_id IN (SELECT user_id FROM locked)),
                sent AS (
                    DELETE FROM passage p USING old
                    WHERE p.user_id = old.user_id AND p.to_seq <= old.seq
                      AND p.user_id IN (SELECT user_id FROM locked))
                UPDATE feed SET first_seq = greatest(feed.first_seq, old.seq + 1)
                FROM old WHERE feed.user_id = old.user_id AND feed.user_id IN (SELECT user_id FROM locked)
                """, statement -> {
            statement.setTimestamp(1, Timestamp.from(before));
            statement.setInt(2, rows);
        }));
    }

    /** Grants that nothing has renewed since; the owner of the thing still knows whose it is. */
    int forgetGrants(Instant before, int rows) {
        return database.update("""
                DELETE FROM topic_grant WHERE (user_id, topic) IN (
                    SELECT user_id, topic FROM topic_grant WHERE granted_at < ? ORDER BY granted_at LIMIT ?
                    FOR UPDATE SKIP LOCKED)
                """, statement -> {
            statement.setTimestamp(1, Timestamp.from(before));
            statement.setInt(2, rows);
        });
    }

    int forgetAnnouncements(Instant before) {
        return database.update(
                "DELETE FROM announcement WHERE created_at < ?",
                statement -> statement.setTimestamp(1, Timestamp.from(before)));
    }
}
