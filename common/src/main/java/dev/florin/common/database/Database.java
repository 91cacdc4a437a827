package dev.florin.common.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Runs SQL, one statement a call or several in a transaction. Every {@link SQLException} surfaces as
 * {@link DatabaseException}.
 */
public final class Database {
    /**
     * For the beginning of a transaction in which every statement seeks by key. What takes arrays would be planned anew
     * for each batch, which costs more than to run it for a few rows; and a plan that is made once, when a table is
     * nearly empty, must not read all of what that becomes.
     */
    public static final String PLANNED_ONCE =
            "SET LOCAL plan_cache_mode = force_generic_plan;SET LOCAL enable_seqscan = off;";

    private final DataSource dataSource;

    public Database(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Puts the parameters into a statement. */
    @FunctionalInterface
    public interface Binder {
        Binder NOTHING = _ -> {};

        void bind(PreparedStatement statement) throws SQLException;
    }

    /** Reads the row at which the result stands. */
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Work on one connection. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Runs work in one transaction: all of it is committed, or nothing and the failure is thrown. */
    public <T> T inTransaction(Work<T> work) {
        return onConnection(connection -> {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (Throwable failure) {
                rollBack(connection, failure);
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        });
    }

    /** Runs work on one connection, each statement for itself. */
    public <T> T onConnection(Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    public <T> List<T> list(String sql, Binder parameters, RowReader<T> reader) {
        return onConnection(connection -> list(connection, sql, parameters, reader));
    }

    public <T> Optional<T> first(String sql, Binder parameters, RowReader<T> reader) {
        return list(sql, parameters, reader).stream().findFirst();
    }

    /** @return how many rows it touched */
    public int update(String sql, Binder parameters) {
        return onConnection(connection -> update(connection, sql, parameters));
    }

    public static <T> List<T> list(Connection connection, String sql, Binder parameters, RowReader<T> reader)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.bind(statement);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> all = new ArrayList<>();
                while (rows.next()) {
                    all.add(reader.read(rows));
                }
                return all;
            }
        }
    }

    /** The rows of the next result of several statements that were executed together; those without rows are passed. */
    public static <T> List<T> nextResult(PreparedStatement statement, RowReader<T> reader) throws SQLException {
        while (statement.getResultSet() == null) {
            statement.getMoreResults();
        }
        List<T> all = new ArrayList<>();
        try (ResultSet rows = statement.getResultSet()) {
            while (rows.next()) {
                all.add(reader.read(rows));
            }
        }
        statement.getMoreResults();
        return all;
    }

    public static int update(Connection connection, String sql, Binder parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.bind(statement);
            return statement.executeUpdate();
        }
    }

    /** Runs a statement, or several joined by a semicolon, whatever it returns. */
    public static void execute(Connection connection, String sql, Binder parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            parameters.bind(statement);
            statement.execute();
        }
    }

    /** Binds ids as one array. */
    public static void bindIds(PreparedStatement statement, int at, Collection<UUID> ids) throws SQLException {
        statement.setArray(at, statement.getConnection().createArrayOf("uuid", ids.toArray()));
    }

    private static void rollBack(Connection connection, Throwable failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }
}
