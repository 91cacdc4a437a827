package dev.florin.wallet.history;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.Timestamp;
import java.time.Instant;

/** The months of entries. The functions run as their owner: the application itself may not touch a partition. */
@Singleton
public class MonthStore {
    private final Database database;

    MonthStore(Database database) {
        this.database = database;
    }

    /**
     * Makes the partitions of the month of an instant and the ones after it.
     *
     * @return entries that lie in none, counted up to 1000
     */
    long make(Instant first, int months) {
        return database.list(
                        "SELECT make_entry_months(?, ?)",
                        statement -> {
                            statement.setTimestamp(1, Timestamp.from(first));
                            statement.setInt(2, months);
                        },
                        row -> row.getLong(1))
                .getFirst();
    }

    /** Months after the one of an instant that have their partition already, without a gap. */
    int ahead(Instant now) {
        return database.list("""
                        SELECT coalesce(min(ahead) FILTER (WHERE to_regclass(name) IS NULL), max(ahead) + 1) - 1
                          FROM (SELECT ahead, 'public.entry_' || to_char(
                                       date_trunc('month', ?::timestamptz, 'UTC') AT TIME ZONE 'UTC'
                                       + ahead * interval '1 month', 'YYYY_MM') AS name
                                  FROM generate_series(1, 24) ahead) months
                        """, statement -> statement.setTimestamp(1, Timestamp.from(now)), row -> row.getInt(1))
                .getFirst();
    }

    /**
     * Writes down what stood at the end of each month that ended before an instant, once.
     *
     * @return months that are closed now and were not before
     */
    int close(Instant endedBefore) {
        return database.list(
                        "SELECT close_entry_months(?)",
                        statement -> statement.setTimestamp(1, Timestamp.from(endedBefore)),
                        row -> row.getInt(1))
                .getFirst();
    }
}
