package dev.florin.wallet;

import dev.florin.common.database.Database;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * What a piece of work read: counted by PostgreSQL itself, per transaction, so that it is what was done and not what a
 * plan promised, inside of functions as well.
 *
 * @param scans of whole tables
 * @param rows that were read from them
 */
public record Reads(long scans, long rows) {
    /**
     * @param tables whose reads count, as a regular expression
     * @param work is given a database whose transactions nobody ends
     */
    public static Reads of(Database database, String tables, Consumer<Database> work) {
        return database.inTransaction(connection -> {
            Reads before = soFar(connection, tables);
            work.accept(new Database(always(connection)));
            Reads after = soFar(connection, tables);
            return new Reads(after.scans() - before.scans(), after.rows() - before.rows());
        });
    }

    /** Counts of this connection that nobody has collected yet, which may be of earlier transactions as well. */
    private static Reads soFar(Connection connection, String tables) throws SQLException {
        return Database.list(
                        connection,
                        "SELECT sum(seq_scan), sum(seq_tup_read + idx_tup_fetch) FROM pg_stat_xact_user_tables"
                                + " WHERE relname ~ ?",
                        statement -> statement.setString(1, tables),
                        row -> new Reads(row.getLong(1), row.getLong(2)))
                .getFirst();
    }

    /** Has this connection only, whose transaction nobody ends: PostgreSQL shows what was read as long as it lasts. */
    public static DataSource always(Connection connection) {
        Connection kept = proxy(
                Connection.class,
                (_, method, arguments) ->
                        method.getName().equals("close") ? null : method.invoke(connection, arguments));
        return proxy(DataSource.class, (_, _, _) -> kept);
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
