package dev.florin.notification.contact;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Who has added whom. */
@Singleton
class ContactStore {
    private static final String OTHER_WAY =
            "EXISTS (SELECT FROM contact b WHERE b.user_id = c.contact_id AND b.contact_id = c.user_id)";

    private final Database database;

    ContactStore(Database database) {
        this.database = database;
    }

    List<Contact> list(String userId) {
        return database.list(
                "SELECT contact_id, %s, added_at FROM contact c WHERE user_id = ? ORDER BY contact_id"
                        .formatted(OTHER_WAY),
                statement -> statement.setString(1, userId),
                row -> new Contact(
                        row.getString(1), row.getBoolean(2), row.getTimestamp(3).toInstant()));
    }

    Optional<Contact> one(String userId, String contactId) {
        return database.first(
                "SELECT contact_id, %s, added_at FROM contact c WHERE user_id = ? AND contact_id = ?"
                        .formatted(OTHER_WAY),
                statement -> {
                    statement.setString(1, userId);
                    statement.setString(2, contactId);
                },
                row -> new Contact(
                        row.getString(1), row.getBoolean(2), row.getTimestamp(3).toInstant()));
    }

    List<Contact.Request> requests(String userId, int limit) {
        return database.list(
                """
                SELECT user_id, added_at FROM contact c WHERE contact_id = ? AND NOT %s
                ORDER BY added_at DESC, user_id LIMIT ?
                """.formatted(OTHER_WAY),
                statement -> {
                    statement.setString(1, userId);
                    statement.setInt(2, limit);
                },
                row -> new Contact.Request(row.getString(1), row.getTimestamp(2).toInstant()));
    }

    /**
     * Adds a contact if there is room. One at a time for each user, so that two cannot both be the last.
     *
     * @return whether there is a row now that was not there before
     */
    boolean add(String userId, String contactId, int max, Instant now) {
        return database.inTransaction(transaction -> {
            Database.list(
                    transaction,
                    "SELECT pg_advisory_xact_lock(hashtextextended('contact:' || ?, 0))",
                    statement -> statement.setString(1, userId),
                    row -> true);
            return Database.update(transaction, """
                            INSERT INTO contact (user_id, contact_id, added_at)
                            SELECT ?, ?, ? WHERE (SELECT count(*) FROM contact WHERE user_id = ?) < ?
                            ON CONFLICT DO NOTHING
                            """, statement -> {
                        statement.setString(1, userId);
                        statement.setString(2, contactId);
                        statement.setTimestamp(3, Timestamp.from(now));
                        statement.setString(4, userId);
                        statement.setInt(5, max);
                    })
                    == 1;
        });
    }

    boolean remove(String userId, String contactId) {
        return database.update("DELETE FROM contact WHERE user_id = ? AND contact_id = ?", statement -> {
                    statement.setString(1, userId);
                    statement.setString(2, contactId);
                })
                == 1;
    }

    /** The mutual contacts of each of these users who has any. */
    Map<String, Set<String>> mutual(Collection<String> users) {
        Map<String, Set<String>> all = new HashMap<>();
        database.list(
                        "SELECT user_id, contact_id FROM contact c WHERE user_id = ANY(?) AND " + OTHER_WAY,
                        statement -> statement.setArray(
                                1, statement.getConnection().createArrayOf("text", users.toArray(String[]::new))),
                        row -> Map.entry(row.getString(1), row.getString(2)))
                .forEach(pair ->
                        all.computeIfAbsent(pair.getKey(), _ -> new HashSet<>()).add(pair.getValue()));
        return all;
    }

    Set<String> mutual(String userId, Collection<String> others) {
        return new HashSet<>(database.list(
                "SELECT contact_id FROM contact c WHERE user_id = ? AND contact_id = ANY(?) AND " + OTHER_WAY,
                statement -> {
                    statement.setString(1, userId);
                    statement.setArray(
                            2, statement.getConnection().createArrayOf("text", others.toArray(String[]::new)));
                },
                row -> row.getString(1)));
    }
}
