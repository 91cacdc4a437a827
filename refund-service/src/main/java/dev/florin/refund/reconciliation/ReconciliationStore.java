package dev.florin.refund.reconciliation;

import dev.florin.common.database.Database;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of comparing. */
@Singleton
class ReconciliationStore {
    private static final String THINGS = " (SELECT * FROM unnest(?::text[], ?::uuid[]) AS t (kind, source_id)) t ";

    private final Database database;

    ReconciliationStore(Database database) {
        this.database = database;
    }

    /** A thing that something happened to, at that place of the queue. */
    record Touched(long pos, Line.Thing thing) {}

    /** Takes the right to reconcile, or keeps it. @return whether it is the caller's now */
    boolean take(Instant now, Instant until) {
        return database.update("UPDATE reconciliation SET taken_until = ? WHERE taken_until < ?", row -> {
                    row.setTimestamp(1, Timestamp.from(until));
                    row.setTimestamp(2, Timestamp.from(now));
                })
                == 1;
    }

    void keep(Instant until) {
        database.update("UPDATE reconciliation SET taken_until = ?", row -> row.setTimestamp(1, Timestamp.from(until)));
    }

    /** @param reconciledAt when it was done; null if it was not */
    void giveUp(@Nullable Instant reconciledAt, Instant now) {
        database.update(
                "UPDATE reconciliation SET taken_until = ?, reconciled_at = coalesce(?, reconciled_at)", row -> {
                    row.setTimestamp(1, Timestamp.from(now));
                    row.setTimestamp(2, reconciledAt == null ? null : Timestamp.from(reconciledAt));
                });
    }

    /** Whether the books are to be read from their beginning. If so, nobody else will be told so for a while. */
    boolean isWholeDue(Instant now, Instant lastBefore) {
        return database.update("UPDATE reconciliation SET whole_at = ? WHERE whole_at IS NULL OR whole_at < ?", row -> {
                    row.setTimestamp(1, Timestamp.from(now));
                    row.setTimestamp(2, Timestamp.from(lastBefore));
                })
                == 1;
    }

    Optional<Instant> reconciledAt() {
        return database.list(
                        "SELECT reconciled_at FROM reconciliation",
                        Database.Binder.NOTHING,
                        row -> Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant))
                .getFirst();
    }

    /**
     * Things whose time to be compared has come: what happened is old enough, and the books that have to say something
     * about it have been copied that far.
     */
    List<Touched> due(Instant settled, int limit) {
        return database.list(
                """
                SELECT c.pos, c.kind, c.source_id
                  FROM to_compare c
                  LEFT JOIN refund r ON r.kind = c.kind AND r.source_id = c.source_id
                  LEFT JOIN book o ON o.name = ? || r.source
                 WHERE c.at <= ? AND c.at <= (SELECT complete_until FROM book WHERE name = ?)
                   AND (r.source IS NULL OR c.at <= o.complete_until)
                 ORDER BY c.at, c.pos LIMIT ?
                """,
                statement -> {
                    statement.setString(1, Book.OWNER);
                    statement.setTimestamp(2, Timestamp.from(settled));
                    statement.setString(3, Book.LEDGER);
                    statement.setInt(4, limit);
                },
                row -> new Touched(row.getLong(1), new Line.Thing(row.getString(2), row.getObject(3, UUID.class))));
    }

    long waiting() {
        return database.list("SELECT count(*) FROM to_compare", Database.Binder.NOTHING, row -> row.getLong(1))
                .getFirst();
    }

    /** What the books say about these. */
    List<Subject> subjects(Collection<Line.Thing> things) {
        return database.onConnection(connection -> {
            Map<Line.Thing, Subject.Booked> refunds = new HashMap<>();
            query(connection, """
                    SELECT r.kind, r.source_id, r.state, r.user_id, r.asset, r.given, r.completed_at
                      FROM refund r JOIN""" + THINGS + "USING (kind, source_id)", things, row -> {
                refunds.put(thing(row), booked(row));
            });
            Map<Line.Thing, List<Line>> movements = new HashMap<>();
            Map<Line.Thing, Line> given = new HashMap<>();
            query(connection, """
                    SELECT l.kind, l.source_id, l.book, l.id, l.user_id, l.asset, l.amount, l.at
                      FROM book_line l JOIN""" + THINGS + "USING (kind, source_id) ORDER BY l.at, l.id", things, row -> {
                Line line = line(row);
                if (row.getString("book").equals(Book.LEDGER)) {
                    movements
                            .computeIfAbsent(line.thing(), _ -> new ArrayList<>())
                            .add(line);
                } else {
                    given.put(line.thing(), line);
                }
            });
            return things.stream()
                    .distinct()
                    .map(thing -> new Subject(
                            thing, refunds.get(thing), movements.getOrDefault(thing, List.of()), given.get(thing)))
                    .toList();
        });
    }

    @FunctionalInterface
    private interface Reader {
        void read(ResultSet row) throws SQLException;
    }

    private static void query(Connection connection, String sql, Collection<Line.Thing> things, Reader reader)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, 1, things);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    reader.read(rows);
                }
            }
        }
    }

    private static void bind(PreparedStatement statement, int index, Collection<Line.Thing> things)
            throws SQLException {
        Connection connection = statement.getConnection();
        statement.setArray(
                index,
                connection.createArrayOf(
                        "text", things.stream().map(Line.Thing::kind).toArray()));
        statement.setArray(
                index + 1,
                connection.createArrayOf(
                        "uuid", things.stream().map(Line.Thing::id).toArray()));
    }

    private static Line.Thing thing(ResultSet row) throws SQLException {
        return new Line.Thing(row.getString("kind"), row.getObject("source_id", UUID.class));
    }

    private static Subject.Booked booked(ResultSet row) throws SQLException {
        return switch (row.getString("state")) {
            case "completed" ->
                new Subject.Booked.Completed(
                        row.getString("user_id"),
                        money(row, "given"),
                        row.getTimestamp("completed_at").toInstant());
            case "failed" -> new Subject.Booked.Failed();
            default -> new Subject.Booked.UnderWay();
        };
    }

    private static Line line(ResultSet row) throws SQLException {
        return new Line(
                row.getObject("id", UUID.class),
                thing(row),
                row.getString("user_id"),
                money(row, "amount"),
                row.getTimestamp("at").toInstant());
    }

    private static Money money(ResultSet row, String column) throws SQLException {
        BigDecimal minor = row.getBigDecimal(column);
        return Money.ofMinor(minor.toBigIntegerExact(), Asset.of(row.getString("asset")));
    }

    /** What was found about these things replaces what was known of them. */
    void found(Collection<Line.Thing> things, List<Difference> differences, List<Long> done, Instant now) {
        database.inTransaction(connection -> {
            Database.update(connection, """
                    DELETE FROM difference d USING""" + THINGS + """
                     WHERE d.kind = t.kind AND d.source_id = t.source_id
                       AND NOT EXISTS (SELECT FROM unnest(?::text[], ?::uuid[], ?::text[]) AS s (kind, source_id, rule)
                                        WHERE (s.kind, s.source_id, s.rule) = (d.kind, d.source_id, d.rule))
                    """, row -> {
                bind(row, 1, things);
                bind(
                        row,
                        3,
                        differences.stream().map(ReconciliationStore::thingOf).toList());
                row.setArray(
                        5,
                        connection.createArrayOf(
                                "text",
                                differences.stream()
                                        .map(one -> one.rule().wireName())
                                        .toArray()));
            });
            for (Difference difference : differences) {
                write(connection, difference, now);
            }
            return Database.update(
                    connection,
                    "DELETE FROM to_compare WHERE pos = ANY (?)",
                    row -> row.setArray(1, connection.createArrayOf("bigint", done.toArray())));
        });
    }

    private static Line.Thing thingOf(Difference difference) {
        return new Line.Thing(difference.kind(), difference.packetId());
    }

    private static void write(Connection connection, Difference difference, Instant now) throws SQLException {
        Database.update(connection, """
                INSERT INTO difference (kind, source_id, rule, expected, actual, at, found_at, checked_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (kind, source_id, rule) DO UPDATE
                   SET expected = excluded.expected, actual = excluded.actual, at = excluded.at,
                       checked_at = excluded.checked_at
                """, row -> {
            row.setString(1, difference.kind());
            row.setObject(2, difference.packetId());
            row.setString(3, difference.rule().wireName());
            row.setString(4, difference.expected());
            row.setString(5, difference.actual());
            row.setTimestamp(6, Timestamp.from(difference.at()));
            row.setTimestamp(7, Timestamp.from(now));
            row.setTimestamp(8, Timestamp.from(now));
        });
    }

    /** Those that were not looked at for longest. */
    List<Difference> standing(int limit) {
        return database.list(
                """
                SELECT rule, kind, source_id, expected, actual, at, found_at
                  FROM difference ORDER BY checked_at, kind, source_id LIMIT ?
                """,
                statement -> statement.setInt(1, limit),
                row -> new Difference(
                        Difference.Rule.ofWireName(row.getString(1)),
                        row.getString(2),
                        row.getObject(3, UUID.class),
                        row.getString(4),
                        row.getString(5),
                        row.getTimestamp(6).toInstant(),
                        row.getTimestamp(7).toInstant()));
    }

    long differences() {
        return database.list("SELECT count(*) FROM difference", Database.Binder.NOTHING, row -> row.getLong(1))
                .getFirst();
    }
}
