package dev.florin.notification.preference;

import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;

/** What users want. */
@Singleton
public class PreferenceService {
    private final PreferenceStore store;

    PreferenceService(PreferenceStore store) {
        this.store = store;
    }

    /** Also of a user who never said anything. */
    public Preferences of(String userId) {
        return store.find(userId).orElse(Preferences.DEFAULT);
    }

    Preferences put(String userId, Preferences preferences) {
        store.put(userId, preferences);
        return preferences;
    }

    /** Makes it known that a user can be reached, whose preferences are the usual ones if there are none yet. */
    public void open(Connection transaction, String userId) throws SQLException {
        store.open(transaction, userId);
    }

    /** Of those of these users who have any: the others can only be reached in their inbox. */
    public Map<String, Preferences> of(Connection transaction, Collection<String> users) throws SQLException {
        return store.of(transaction, users);
    }
}
