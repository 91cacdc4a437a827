package dev.florin.escrow;

import dev.florin.common.test.Eventually;
import dev.florin.common.test.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A row that somebody else holds, until it lets go: whoever has to write it waits, with what it has decided on. */
final class RowLock implements AutoCloseable {
    private final Connection holder;

    RowLock(String table, String id) throws SQLException {
        holder = Sql.asApplication().source().getConnection();
        try (Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SELECT FROM " + table + " WHERE id = '" + id + "' FOR UPDATE");
        }
    }

    /** They get it in the order in which they came. */
    void awaitWaiting(int count) {
        Eventually.holds(
                count + " wait for it",
                () -> Sql.number("SELECT count(*) FROM pg_stat_activity"
                                + " WHERE datname = current_database() AND wait_event_type = 'Lock'")
                        >= count);
    }

    void letGo() throws SQLException {
        holder.rollback();
    }

    @Override
    public void close() throws SQLException {
        holder.close();
    }
}
