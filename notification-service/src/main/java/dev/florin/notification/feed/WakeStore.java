package dev.florin.notification.feed;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** LISTEN and NOTIFY. */
@Singleton
class WakeStore {
    private static final String CHANNEL = "florin_feed";

    private final DataSource dataSource;

    WakeStore(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Sent when the transaction commits. */
    void tell(Connection transaction, String payload) throws SQLException {
        Database.list(
                transaction,
                "SELECT pg_notify('" + CHANNEL + "', ?)",
                statement -> statement.setString(1, payload),
                _ -> Boolean.TRUE);
    }

    /** A connection that hears everything from now on; to be closed by {@link #leave}. */
    Connection listen() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            Database.update(connection, "LISTEN " + CHANNEL, Database.Binder.NOTHING);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Waits a while. */
    List<String> hear(Connection connection, Duration wait) throws SQLException {
        PGNotification[] heard = connection.unwrap(PGConnection.class).getNotifications((int) wait.toMillis());
        return heard == null
                ? List.of()
                : Arrays.stream(heard).map(PGNotification::getParameter).toList();
    }

    /** Gives it back to the pool, deaf. */
    void leave(Connection connection) throws SQLException {
        try (connection) {
            Database.update(connection, "UNLISTEN *", Database.Binder.NOTHING);
        }
    }
}
