package dev.florin.common.database;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Many rows as parameters of one statement: one array per column, put together again by {@code unnest}.
 *
 * @param <T> what a row is made of
 */
public final class Columns<T> {
    private final List<String> names = new ArrayList<>();
    private final List<Column<T>> all = new ArrayList<>();

    /** @param type in SQL; the value has to be one that the driver can write as that */
    public Columns<T> add(String name, String type, Function<T, @Nullable Object> value) {
        names.add(name);
        all.add(new Column<>(type, value));
        return this;
    }

    public Columns<T> text(String name, Function<T, @Nullable String> value) {
        return add(name, "text", value::apply);
    }

    public Columns<T> uuid(String name, Function<T, @Nullable UUID> value) {
        return add(name, "uuid", value::apply);
    }

    public Columns<T> number(String name, Function<T, @Nullable Number> value) {
        return add(name, "numeric", value::apply);
    }

    /** Written in UTC, whatever the zone of whoever writes. */
    public Columns<T> time(String name, Function<T, @Nullable Instant> value) {
        return add(name, "timestamptz", value::apply);
    }

    /** The names, with commas between them. */
    public String names() {
        return String.join(", ", names);
    }

    /** {@code unnest(?::uuid[], ?::text[]) AS alias (id, name)}. */
    public String unnest(String alias) {
        String parameters =
                all.stream().map(column -> "?::" + column.type() + "[]").collect(Collectors.joining(", "));
        return "unnest(" + parameters + ") AS " + alias + " (" + names() + ")";
    }

    /**
     * Binds the rows.
     *
     * @param first the number of the first array's parameter
     * @return the number of the parameter after the last array
     */
    public int bind(PreparedStatement statement, int first, Collection<T> rows) throws SQLException {
        Column.bind(statement, first, all, rows);
        return first + all.size();
    }
}
