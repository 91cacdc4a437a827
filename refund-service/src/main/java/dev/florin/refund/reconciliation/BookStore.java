package dev.florin.refund.reconciliation;

import dev.florin.common.database.Column;
import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** The SQL of copying the books of others. */
@Singleton
class BookStore {
    /**
     * What a book says of a stretch of time, all of it: what is new or has changed is written, what is no longer there
     * goes, and both have their things compared.
     */
    private static final String COPY = """
            WITH said AS (
                SELECT * FROM unnest(?::text[], ?::uuid[], ?::uuid[], ?::text[], ?::text[], ?::numeric[], ?::timestamptz[])
                    AS s (kind, id, source_id, user_id, asset, amount, at)
            ), gone AS (
                DELETE FROM book_line b
                 WHERE book = ? AND (at, id) >= (?, ?) AND (at, id) <= (?, ?)
                   AND NOT EXISTS (SELECT FROM said s WHERE s.kind = b.kind AND s.id = b.id)
                RETURNING kind, source_id, at
            ), written AS (
                INSERT INTO book_line AS b (book, kind, id, source_id, user_id, asset, amount, at)
                SELECT ?, kind, id, source_id, user_id, asset, amount, at FROM said
                ON CONFLICT (book, kind, id) DO UPDATE
                   SET source_id = excluded.source_id, user_id = excluded.user_id, asset = excluded.asset,
                       amount = excluded.amount, at = excluded.at
                 WHERE (b.source_id, b.user_id, b.asset, b.amount, b.at)
                       <> (excluded.source_id, excluded.user_id, excluded.asset, excluded.amount, excluded.at)
                RETURNING kind, source_id, at
            )
            INSERT INTO to_compare (kind, source_id, at)
            SELECT kind, source_id, at FROM (TABLE gone UNION ALL TABLE written) touched
            """;

    private static final List<Column<Line>> COLUMNS = List.of(
            new Column<>("text", line -> line.thing().kind()),
            new Column<>("uuid", Line::id),
            new Column<>("uuid", line -> line.thing().id()),
            new Column<>("text", Line::userId),
            new Column<>("text", line -> line.amount().asset().code()),
            new Column<>("numeric", line -> line.amount().minor()),
            new Column<>("timestamptz", Line::at));

    private final Database database;

    BookStore(Database database) {
        this.database = database;
    }

    /** A place in a book. */
    record Place(Instant at, UUID id) {}

    /** A stretch of a book, both ends included. */
    record Stretch(Place from, Place to) {}

    void copy(String book, Stretch stretch, List<Line> lines) {
        database.onConnection(connection -> write(connection, book, stretch, lines));
    }

    private static int write(Connection connection, String book, Stretch stretch, List<Line> lines)
            throws SQLException {
        try (PreparedStatement copy = connection.prepareStatement(COPY)) {
            Column.bind(copy, 1, COLUMNS, lines);
            copy.setString(8, book);
            copy.setTimestamp(9, Timestamp.from(stretch.from().at()));
            copy.setObject(10, stretch.from().id());
            copy.setTimestamp(11, Timestamp.from(stretch.to().at()));
            copy.setObject(12, stretch.to().id());
            copy.setString(13, book);
            return copy.executeUpdate();
        }
    }

    /** How far each book has been copied. */
    Map<String, Instant> completeUntil() {
        Map<String, Instant> all = new TreeMap<>();
        database.list(
                        "SELECT name, complete_until FROM book",
                        Database.Binder.NOTHING,
                        row -> Map.entry(row.getString(1), row.getTimestamp(2).toInstant()))
                .forEach(book -> all.put(book.getKey(), book.getValue()));
        return all;
    }

    void completeUntil(String book, Instant until) {
        database.update("""
                INSERT INTO book (name, complete_until) VALUES (?, ?)
                ON CONFLICT (name) DO UPDATE SET complete_until = excluded.complete_until
                """, row -> {
            row.setString(1, book);
            row.setTimestamp(2, Timestamp.from(until));
        });
    }
}
