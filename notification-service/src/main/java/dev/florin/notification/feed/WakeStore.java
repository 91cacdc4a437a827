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
    private final Database database;

    WakeStore(DataSource dataSource) {
        this.dataSource = dataSource;
        this.database = new Database(dataSource);
    }

    /** Sent when the transaction commits. */
    void tell(Connection transaction, List<String> payloads) throws SQLException {
        notify(transaction, "", payloads);
    }

    /** Sent now. What may get lost anyway does not wait for the disk. */
    void tell(List<String> payloads) {
        database.inTransaction(transaction -> {
            notify(transaction, "SET LOCAL synchronous_commit = off; ", payloads);
            return payloads;
        });
    }

    private static void notify(Connection transaction, String before, List<String> payloads) throws SQLException {
        Database.execute(
                transaction,
                before + "SELECT pg_notify('" + CHANNEL + "', payload) FROM unnest(?::text[]) AS p(payload)",
                statement -> statement.setArray(1, transaction.createArrayOf("text", payloads.toArray())));
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
