package dev.florin.escrow.event;

import dev.florin.common.database.Database;
import dev.florin.common.id.Ids;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;

/** The SQL of what is told. */
@Singleton
public class StoryStore {
    StoryStore() {}

    void add(Connection transaction, String payload, Instant at) throws SQLException {
        Database.update(
                transaction, "INSERT INTO outbox (id, payload, created_at) VALUES (?, ?::json, ?)", statement -> {
                    statement.setObject(1, Ids.fresh());
                    statement.setString(2, payload);
                    statement.setTimestamp(3, Timestamp.from(at));
                });
    }
}
