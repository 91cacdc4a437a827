package dev.florin.systemtest;

import dev.florin.local.Credentials;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** Looks into a database, and cannot change it. */
record Sql(String url, Credentials owner) {
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    <T> List<T> list(String query, RowReader<T> reader, Object... parameters) {
        try (Connection connection = open();
                PreparedStatement statement = connection.prepareStatement(query)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(
                        i + 1,
                        parameters[i] instanceof String[] texts
                                ? connection.createArrayOf("text", texts)
                                : parameters[i]);
            }
            try (ResultSet rows = statement.executeQuery()) {
                List<T> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(reader.read(rows));
                }
                return all;
            }
        } catch (SQLException e) {
            throw new IllegalStateException(query, e);
        }
    }

    long number(String query, Object... parameters) {
        return list(query, row -> row.getLong(1), parameters).getFirst();
    }

    /** The first column. */
    List<String> texts(String query, Object... parameters) {
        return list(query, row -> row.getString(1), parameters);
    }

    /** Keeps everybody from writing to a table, until it is closed. */
    TableLock lock(String table) {
        try {
            Connection connection = open();
            connection.setAutoCommit(false);
            execute(connection, "LOCK TABLE " + table + " IN SHARE MODE");
            return new TableLock(connection, table);
        } catch (SQLException e) {
            throw new IllegalStateException(table, e);
        }
    }

    /** Whoever waits for it when it ends is ended, too: else what a dead process has asked for would still be done. */
    record TableLock(Connection connection, String table) implements AutoCloseable {
        private static final Duration WITHIN = Duration.ofSeconds(20);

        /** Somebody has come to the point where it has to write to the table. */
        void awaitWaiting() {
            Await.until(WITHIN, () -> "somebody waits for " + table, this::isWaitedFor);
        }

        private boolean isWaitedFor() {
            String waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = '" + table + "'::regclass";
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(waiting)) {
                rows.next();
                return rows.getInt(1) > 0;
            } catch (SQLException e) {
                throw new IllegalStateException(table, e);
            }
        }

        @Override
        public void close() {
            try (connection) {
                execute(
                        connection,
                        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND relation = '" + table
                                + "'::regclass");
            } catch (SQLException e) {
                throw new IllegalStateException(table, e);
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection open() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", owner.user());
        properties.setProperty("password", owner.password());
        properties.setProperty("options", "-c default_transaction_read_only=on");
        return DriverManager.getConnection(url, properties);
    }
}
