package dev.florin.wallet.alert;

import dev.florin.common.database.Database;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** The SQL of the monitor, which costs the same however much happened in the time that it shows. */
@Singleton
class MonitorStore {
    private static final int RECENT = 20;
    private static final Duration FIRST_LOOK = Duration.ofSeconds(10);

    /** Since which minute there were enough; after a quiet hour that may be long ago. */
    private static final String ENOUGH_SINCE = """
            SELECT max(minute)
              FROM (SELECT minute, sum(sum(count)) OVER (ORDER BY minute DESC) AS found
                      FROM activity WHERE minute >= ? GROUP BY minute) counted
             WHERE found >= ?""";

    /** Which accounts it went between says what came from outside and what was spent, whatever its type is called. */
    private static final String SUMS = """
            count(*) AS count, sum(amount) AS amount,
                   coalesce(sum(amount) FILTER (WHERE debit IN
                       (SELECT id FROM account WHERE owner = 'world' AND kind = 'world')), 0) AS added,
                   coalesce(sum(amount) FILTER (WHERE credit IN
                       (SELECT id FROM account WHERE owner IN ('merchant', 'fees') AND kind = owner)), 0) AS spent""";

    /**
     * One line per type and asset: of the minutes that were added up when they were over, and of what lies before and
     * after them.
     */
    private static final String TOTALS = """
            SELECT type, asset, sum(count)::bigint, sum(amount), sum(added), sum(spent)
              FROM (SELECT type, asset, count, amount, added, spent FROM activity WHERE minute >= ? AND minute < ?
                    UNION ALL
                    SELECT type, asset, %1$s
                      FROM transfer WHERE refused IS NULL AND created_at >= ? AND created_at < ? GROUP BY type, asset
                    UNION ALL
                    SELECT type, asset, %1$s
                      FROM transfer WHERE refused IS NULL AND created_at >= ? GROUP BY type, asset) part
             GROUP BY type, asset ORDER BY type, asset""".formatted(SUMS);

    private static final String ADD_UP = """
            INSERT INTO activity (minute, type, asset, count, amount, added, spent)
            SELECT date_bin('1 minute', created_at, 'epoch'), type, asset, %s
              FROM transfer WHERE refused IS NULL AND created_at >= ? AND created_at < ?
             GROUP BY 1, 2, 3""".formatted(SUMS);

    /**
     * A wallet remembers when it last moved: that saves looking at all that moved it. Grouped, and not counted
     * distinct, which would look each one up in the order of their owners.
     */
    private static final String USERS = """
            SELECT count(*) FROM (
                SELECT FROM account WHERE kind = 'wallet' AND moved_at >= ? GROUP BY owner) moved""";

    private static final String LAST = """
            SELECT t.id, coalesce(d.owner, c.owner), CASE WHEN d.id IS NULL THEN t.amount ELSE -t.amount END, t.asset,
                   t.type, coalesce(t.metadata ->> 'description', t.metadata ->> 'message'), t.created_at
              FROM (SELECT * FROM transfer WHERE created_at >= ? AND refused IS NULL ORDER BY created_at DESC LIMIT ?) t
              LEFT JOIN account d ON d.id = t.debit AND d.kind = 'wallet'
              LEFT JOIN account c ON c.id = t.credit
             ORDER BY t.created_at DESC""";

    private final Database database;

    MonitorStore(Database database) {
        this.database = database;
    }

    /**
     * What transfers of a type did in one asset.
     *
     * @param added of it from outside
     * @param spent of it by users on something
     */
    record Total(String type, Asset asset, long count, Money amount, Money added, Money spent) {}

    /** From when until when whole minutes are added up; never shrinks at its end. */
    private record Span(Instant since, Instant until) {
        /** The whole minutes of it that lie behind {@code from}; none of them if it ends before. */
        Span after(Instant from) {
            Instant first = from.isAfter(since) ? ceiling(from) : since;
            return first.isBefore(until) ? new Span(first, until) : new Span(from, from);
        }

        private static Instant ceiling(Instant instant) {
            Instant minute = instant.truncatedTo(ChronoUnit.MINUTES);
            return minute.equals(instant) ? minute : minute.plus(1, ChronoUnit.MINUTES);
        }
    }

    /** A statement and what it is asked with; the benchmark shows how PostgreSQL goes about the very same. */
    record Question(String sql, Database.Binder parameters) {}

    private Question askTotals(Instant since) {
        Span addedUp = database.first(
                        "SELECT since, until FROM activity_span", Database.Binder.NOTHING, MonitorStore::span)
                .orElseThrow()
                .after(since);
        return new Question(TOTALS, statement -> {
            statement.setTimestamp(1, Timestamp.from(addedUp.since()));
            statement.setTimestamp(2, Timestamp.from(addedUp.until()));
            statement.setTimestamp(3, Timestamp.from(since));
            statement.setTimestamp(4, Timestamp.from(addedUp.since()));
            statement.setTimestamp(5, Timestamp.from(addedUp.until()));
        });
    }

    private static Question askUsers(Instant since) {
        return new Question(USERS, statement -> statement.setTimestamp(1, Timestamp.from(since)));
    }

    private static Question askEnoughSince(Instant since) {
        return new Question(ENOUGH_SINCE, few(since));
    }

    private static Question askLast(Instant since) {
        return new Question(LAST, few(since));
    }

    private static Database.Binder few(Instant since) {
        return statement -> {
            statement.setTimestamp(1, Timestamp.from(since));
            statement.setInt(2, RECENT);
        };
    }

    /** All that it takes to show the time since then, at its dearest: after a quiet moment. */
    List<Question> questions(Instant since) {
        return List.of(askTotals(since), askUsers(since), askEnoughSince(since), askLast(enoughSince(since)));
    }

    private <T> List<T> list(Question question, Database.RowReader<T> reader) {
        return database.list(question.sql(), question.parameters(), reader);
    }

    List<Total> totals(Instant since) {
        return list(askTotals(since), row -> {
            Asset asset = Asset.of(row.getString(2));
            return new Total(
                    row.getString(1),
                    asset,
                    row.getLong(3),
                    money(row, 4, asset),
                    money(row, 5, asset),
                    money(row, 6, asset));
        });
    }

    /**
     * Adds up the minutes that are not yet; does nothing if somebody else has.
     *
     * @param settled end of the last minute that nothing will be added to any more
     * @param oldest minute that is kept
     */
    void addUp(Instant settled, Instant oldest) {
        database.inTransaction(connection -> {
            Span known = Database.list(
                            connection,
                            "SELECT since, until FROM activity_span FOR UPDATE",
                            Database.Binder.NOTHING,
                            MonitorStore::span)
                    .getFirst();
            if (settled.isAfter(known.until())) {
                // After a break that is longer than anybody can look back, there is nothing to go on from.
                boolean goesOn = known.until().isAfter(oldest);
                Instant from = goesOn ? known.until() : settled;
                Instant since = !goesOn ? settled : known.since().isBefore(oldest) ? oldest : known.since();
                Database.update(connection, ADD_UP, statement -> bind(statement, from, settled));
                Database.update(
                        connection,
                        "DELETE FROM activity WHERE minute < ?",
                        statement -> statement.setTimestamp(1, Timestamp.from(since)));
                Database.update(
                        connection,
                        "UPDATE activity_span SET since = ?, until = ?",
                        statement -> bind(statement, since, settled));
            }
            return settled;
        });
    }

    private static void bind(PreparedStatement statement, Instant from, Instant to) throws SQLException {
        statement.setTimestamp(1, Timestamp.from(from));
        statement.setTimestamp(2, Timestamp.from(to));
    }

    private static Span span(ResultSet row) throws SQLException {
        return new Span(row.getTimestamp(1).toInstant(), row.getTimestamp(2).toInstant());
    }

    long users(Instant since) {
        return list(askUsers(since), row -> row.getLong(1)).getFirst();
    }

    /** The last few; looks back only as far as it takes to find them. */
    List<MonitorView.Recent> recent(Instant since, Instant now) {
        Instant justNow = now.minus(FIRST_LOOK);
        List<MonitorView.Recent> found = justNow.isAfter(since) ? recent(justNow) : List.of();
        return found.size() == RECENT ? found : recent(enoughSince(since));
    }

    private Instant enoughSince(Instant since) {
        return list(askEnoughSince(since), row -> row.getTimestamp(1)).stream()
                .filter(Objects::nonNull)
                .map(Timestamp::toInstant)
                .findFirst()
                .orElse(since);
    }

    private List<MonitorView.Recent> recent(Instant since) {
        return list(askLast(since), row -> {
            Asset asset = Asset.of(row.getString(4));
            BigDecimal amount = money(row, 3, asset).major();
            return new MonitorView.Recent(
                    row.getObject(1, UUID.class),
                    row.getString(2),
                    amount,
                    asset.code(),
                    row.getString(5),
                    row.getString(6),
                    row.getTimestamp(7).toInstant());
        });
    }

    private static Money money(ResultSet row, int column, Asset asset) throws SQLException {
        return Money.ofMinor(row.getBigDecimal(column).toBigIntegerExact(), asset);
    }
}
