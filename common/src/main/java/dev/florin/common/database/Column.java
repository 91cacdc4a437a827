package dev.florin.common.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A column of many rows that go to the database as one array: its SQL type, and how to get its value from a row. */
public record Column<T>(String type, Function<T, @Nullable Object> value) {
    /** Its values of these rows, in their order. */
    public Array of(Connection connection, Collection<T> rows) throws SQLException {
        return connection.createArrayOf(type, rows.stream().map(value).toArray());
    }

    /** Puts an array for each column into a statement, from the parameter with this number on. */
    public static <T> void bind(PreparedStatement statement, int from, List<Column<T>> columns, Collection<T> rows)
            throws SQLException {
        int next = from;
        for (Column<T> column : columns) {
            statement.setArray(next++, column.of(statement.getConnection(), rows));
        }
    }
}
