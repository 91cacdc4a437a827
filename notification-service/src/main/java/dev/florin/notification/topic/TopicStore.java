package dev.florin.notification.topic;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** The grants; most of them are written with what they come from, by the inbox. */
@Singleton
class TopicStore {
    private final Database database;

    TopicStore(Database database) {
        this.database = database;
    }

    /** A user and a topic. */
    record Grant(String userId, String topic) {}

    /** Those of these that there are. */
    Set<Grant> granted(Collection<Grant> asked) {
        return new HashSet<>(database.list(
                """
                SELECT g.user_id, g.topic FROM unnest(?::text[], ?::text[]) AS a(user_id, topic)
                JOIN topic_grant g ON g.user_id = a.user_id AND g.topic = a.topic
                """,
                statement -> {
                    statement.setArray(1, texts(statement.getConnection(), asked, Grant::userId));
                    statement.setArray(2, texts(statement.getConnection(), asked, Grant::topic));
                },
                row -> new Grant(row.getString(1), row.getString(2))));
    }

    List<String> followers(String topic) {
        return database.list(
                "SELECT user_id FROM topic_grant WHERE topic = ? ORDER BY user_id",
                statement -> statement.setString(1, topic),
                row -> row.getString(1));
    }

    void grant(Grant grant) {
        database.update("INSERT INTO topic_grant (user_id, topic) VALUES (?, ?) ON CONFLICT DO NOTHING", statement -> {
            statement.setString(1, grant.userId());
            statement.setString(2, grant.topic());
        });
    }

    private static java.sql.Array texts(
            java.sql.Connection connection, Collection<Grant> grants, Function<Grant, String> text)
            throws SQLException {
        return connection.createArrayOf("text", grants.stream().map(text).toArray(String[]::new));
    }
}
