package dev.florin.notification.channel;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** The browsers that may be woken. */
@Singleton
class PushStore {
    private final Database database;

    PushStore(Database database) {
        this.database = database;
    }

    /** Keys are base64url. */
    record Subscription(UUID id, String endpoint, String p256dh, String auth) {}

    /** @return the id; the same one for the same endpoint, whose keys may have changed */
    UUID keep(Connection transaction, String userId, Subscription wanted, Instant now) throws SQLException {
        return Database.list(
                        transaction,
                        """
                        INSERT INTO push_subscription (id, user_id, endpoint, p256dh, auth, created_at)
                        VALUES (?, ?, ?, ?, ?, ?)
                        ON CONFLICT (user_id, endpoint) DO UPDATE SET p256dh = EXCLUDED.p256dh, auth = EXCLUDED.auth
                        RETURNING id
                        """,
                        statement -> {
                            statement.setObject(1, wanted.id());
                            statement.setString(2, userId);
                            statement.setString(3, wanted.endpoint());
                            statement.setString(4, wanted.p256dh());
                            statement.setString(5, wanted.auth());
                            statement.setTimestamp(6, Timestamp.from(now));
                        },
                        row -> row.getObject(1, UUID.class))
                .getFirst();
    }

    /** A browser belongs to whoever signed in there last: nobody else's messages are shown in it any more. */
    void takeFromOthers(Connection transaction, String userId, Subscription wanted) throws SQLException {
        Database.update(transaction, """
                DELETE FROM push_subscription WHERE endpoint = ? AND p256dh = ? AND auth = ? AND user_id <> ?
                """, statement -> {
            statement.setString(1, wanted.endpoint());
            statement.setString(2, wanted.p256dh());
            statement.setString(3, wanted.auth());
            statement.setString(4, userId);
        });
    }

    /** Lets the newest stand. */
    void keepOnly(Connection transaction, String userId, int newest) throws SQLException {
        Database.update(transaction, """
                DELETE FROM push_subscription WHERE id IN (
                    SELECT id FROM push_subscription WHERE user_id = ? ORDER BY created_at DESC, id DESC OFFSET ?)
                """, statement -> {
            statement.setString(1, userId);
            statement.setInt(2, newest);
        });
    }

    /** @return false if the user has none with this id */
    boolean remove(String userId, UUID id) {
        return database.update("DELETE FROM push_subscription WHERE user_id = ? AND id = ?", statement -> {
                    statement.setString(1, userId);
                    statement.setObject(2, id);
                })
                > 0;
    }

    List<Subscription> of(String userId) {
        return database.list(
                "SELECT id, endpoint, p256dh, auth FROM push_subscription WHERE user_id = ? ORDER BY created_at",
                statement -> statement.setString(1, userId),
                row -> new Subscription(
                        row.getObject(1, UUID.class), row.getString(2), row.getString(3), row.getString(4)));
    }

    /** Which of these users have one. */
    Set<String> subscribed(Connection transaction, Collection<String> users) throws SQLException {
        return new HashSet<>(Database.list(
                transaction,
                "SELECT DISTINCT user_id FROM push_subscription WHERE user_id = ANY(?)",
                statement -> statement.setArray(1, transaction.createArrayOf("text", users.toArray())),
                row -> row.getString(1)));
    }
}
