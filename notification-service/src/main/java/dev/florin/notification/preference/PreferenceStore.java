package dev.florin.notification.preference;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.database.Database;
import dev.florin.common.json.Json;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Preferences as JSON, one row per user who has any. A row that cannot be read counts as {@link Preferences#DEFAULT}:
 * whatever one user's row says, everybody else is told.
 */
@Singleton
class PreferenceStore {
    private static final Logger LOG = Logger.getLogger(PreferenceStore.class);

    private final Database database;

    PreferenceStore(Database database) {
        this.database = database;
    }

    Optional<Preferences> find(String userId) {
        return database.first(
                "SELECT settings FROM preference WHERE user_id = ?",
                statement -> statement.setString(1, userId),
                row -> read(userId, row.getString(1)));
    }

    void put(String userId, Preferences preferences) {
        database.update("""
                INSERT INTO preference (user_id, settings) VALUES (?, ?::json)
                ON CONFLICT (user_id) DO UPDATE SET settings = EXCLUDED.settings
                """, statement -> {
            statement.setString(1, userId);
            statement.setString(2, json(preferences));
        });
    }

    /** Gives a user a row who has none. */
    void open(Connection transaction, String userId) throws SQLException {
        Database.update(
                transaction,
                "INSERT INTO preference (user_id, settings) VALUES (?, ?::json) ON CONFLICT DO NOTHING",
                statement -> {
                    statement.setString(1, userId);
                    statement.setString(2, json(Preferences.DEFAULT));
                });
    }

    /** Of those of these users who have any. */
    Map<String, Preferences> of(Connection transaction, Collection<String> users) throws SQLException {
        Map<String, Preferences> found = new HashMap<>();
        Database.list(
                transaction,
                "SELECT user_id, settings FROM preference WHERE user_id = ANY(?)",
                statement -> statement.setArray(1, transaction.createArrayOf("text", users.toArray())),
                row -> found.put(row.getString(1), read(row.getString(1), row.getString(2))));
        return found;
    }

    /** The fault's own words may quote what the user wrote; its name does not. */
    private static Preferences read(String userId, String json) {
        try {
            return Json.mapper().readValue(json, Preferences.class);
        } catch (JsonProcessingException e) {
            LOG.errorf(
                    "Stored preferences cannot be read: User=%s, %s",
                    userId, e.getClass().getSimpleName());
            return Preferences.DEFAULT;
        }
    }

    private static String json(Preferences preferences) {
        try {
            return Json.mapper().writeValueAsString(preferences);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
