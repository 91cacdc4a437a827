package dev.florin.notification.socket;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Revocations, where every node finds them. */
@Singleton
class RevocationStore {
    private final Database database;

    RevocationStore(Database database) {
        this.database = database;
    }

    /** @param changedAt by the database's clock */
    record Stored(String userId, Instant issuedBefore, Instant expiresAt, Instant changedAt) {}

    /** Never takes back what was revoked before. */
    void keep(String userId, Instant issuedBefore, Instant expiresAt, String revokedBy, String reason) {
        database.update("""
                INSERT INTO revocation AS old (user_id, issued_before, expires_at, revoked_by, reason, changed_at)
                VALUES (?, ?, ?, ?, ?, now())
                ON CONFLICT (user_id) DO UPDATE SET
                    issued_before = greatest(old.issued_before, EXCLUDED.issued_before),
                    expires_at = greatest(old.expires_at, EXCLUDED.expires_at),
                    revoked_by = EXCLUDED.revoked_by, reason = EXCLUDED.reason, changed_at = EXCLUDED.changed_at
                """, statement -> {
            statement.setString(1, userId);
            statement.setTimestamp(2, Timestamp.from(issuedBefore));
            statement.setTimestamp(3, Timestamp.from(expiresAt));
            statement.setString(4, revokedBy);
            statement.setString(5, reason);
        });
    }

    /** What has changed lately, or since an earlier moment. */
    List<Stored> changedSince(Instant changedAt, Duration overlap) {
        return database.list(
                """
                SELECT user_id, issued_before, expires_at, changed_at FROM revocation
                WHERE changed_at > ?::timestamptz - ? * interval '1 millisecond'
                """,
                statement -> {
                    statement.setTimestamp(1, Timestamp.from(changedAt));
                    statement.setLong(2, overlap.toMillis());
                },
                row -> new Stored(
                        row.getString("user_id"),
                        row.getTimestamp("issued_before").toInstant(),
                        row.getTimestamp("expires_at").toInstant(),
                        row.getTimestamp("changed_at").toInstant()));
    }

    int deleteExpired(Instant now) {
        return database.update(
                "DELETE FROM revocation WHERE expires_at <= ?",
                statement -> statement.setTimestamp(1, Timestamp.from(now)));
    }
}
