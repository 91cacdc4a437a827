package dev.florin.common.test;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The database of the service under test, past the service. */
public record Sql(DataSource source) {
    private static @Nullable Connection reader;
    private static @Nullable TestDatabase read;

    public static Sql asApplication() {
        return new Sql(FlorinTestResource.database().asApplication());
    }

    public static Sql asOwner() {
        return new Sql(FlorinTestResource.database().asOwner());
    }

    public static Sql asSuperuser() {
        return new Sql(FlorinTestResource.database().asSuperuser());
    }

    public void execute(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** What a superuser can do whom no trigger stops. */
    public void executeWithoutTriggers(String sql) throws SQLException {
        execute("SET session_replication_role = replica; " + sql);
    }

    /** The first column of the first row, as the operator of the server sees it. */
    public static synchronized String one(String sql) {
        try (Statement statement = reader().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        } catch (SQLException e) {
            throw new AssertionError(sql, e);
        }
    }

    public static long number(String sql) {
        return Long.parseLong(one(sql));
    }

    private static Connection reader() throws SQLException {
        Connection current = reader;
        TestDatabase database = FlorinTestResource.database();
        if (current == null || current.isClosed() || !database.equals(read)) {
            current = asSuperuser().source.getConnection();
            reader = current;
            read = database;
        }
        return current;
    }
}
