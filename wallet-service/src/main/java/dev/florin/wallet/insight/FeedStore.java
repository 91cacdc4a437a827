package dev.florin.wallet.insight;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The SQL that writes {@code feed_transaction}; what is added up of it follows by itself. */
@Singleton
public class FeedStore {
    /** With the hash of a user, the lock of that user's feed; the number is arbitrary but for ever. */
    private static final int FEED_LOCK = 0x466c6f06;

    /** What is booked is final: only a line that was pending can still change. */
    private static final String ADD = """
            WITH stored AS (
                INSERT INTO feed_transaction AS f (user_id, source, reference, merchant, merchant_key, description, amount,
                                                   currency, booked_at, status)
                SELECT ?, ?, * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::numeric[], ?::text[], ?::text[]::timestamptz[],
                                           ?::text[])
                ON CONFLICT (user_id, source, reference) DO UPDATE
                   SET merchant = excluded.merchant, merchant_key = excluded.merchant_key, description = excluded.description,
                       amount = excluded.amount, currency = excluded.currency, booked_at = excluded.booked_at,
                       status = excluded.status
                 WHERE f.status = 'pending'
                   AND (f.merchant, f.merchant_key, f.description, f.amount, f.currency, f.booked_at, f.status)
                       IS DISTINCT FROM (excluded.merchant, excluded.merchant_key, excluded.description, excluded.amount,
                                         excluded.currency, excluded.booked_at, excluded.status)
                RETURNING old.id IS NULL AS is_new)
            SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM stored
            """;

    private static final String LOCK = "SELECT pg_advisory_xact_lock(?, hashtext(?))";

    private static final String TRY_LOCK = "SELECT pg_try_advisory_xact_lock(?, hashtext(?))";

    private static final String RETURN = """
            UPDATE feed_transaction SET status = 'returned'
             WHERE user_id = ? AND source = ? AND reference = ANY (?) AND status <> 'returned'""";

    private final Database database;

    FeedStore(Database database) {
        this.database = database;
    }

    /** Where a movement is known from. */
    enum Source {
        BANK("bank"),
        WALLET("wallet");

        private final String wireName;

        Source(String wireName) {
            this.wireName = wireName;
        }

        String wireName() {
            return wireName;
        }
    }

    /**
     * What became of items.
     *
     * @param added that were not known
     * @param updated that were pending
     */
    record Stored(int added, int updated) {}

    /** Runs work on a user's feed that nobody else changes meanwhile. */
    <T> T alone(String user, Database.Work<T> work) {
        return locked(LOCK, user, work);
    }

    /**
     * The same for a part of something: it survives a crash for certain once a later part is committed by
     * {@link #alone}.
     */
    <T> T aloneLazily(String user, Database.Work<T> work) {
        return locked(LOCK + ", set_config('synchronous_commit', 'off', true)", user, work);
    }

    /** As {@link #alone}, but waits for nobody: nothing comes of it if somebody else is at work on the feed. */
    <T> Optional<T> aloneIfFree(String user, Database.Work<T> work) {
        return database.inTransaction(connection -> {
            boolean free = Database.list(connection, TRY_LOCK, of(user), row -> row.getBoolean(1))
                    .getFirst();
            return free ? Optional.of(work.on(connection)) : Optional.empty();
        });
    }

    private <T> T locked(String lock, String user, Database.Work<T> work) {
        return database.inTransaction(connection -> {
            Database.list(connection, lock, of(user), _ -> true);
            return work.on(connection);
        });
    }

    private static Database.Binder of(String user) {
        return statement -> {
            statement.setInt(1, FEED_LOCK);
            statement.setString(2, user);
        };
    }

    /** Stores items of which no two have the same reference. */
    static Stored add(Connection alone, String user, Source source, List<FeedItem> items) throws SQLException {
        return Database.list(
                        alone,
                        ADD,
                        statement -> {
                            statement.setString(1, user);
                            statement.setString(2, source.wireName());
                            statement.setArray(3, texts(alone, items, FeedItem::reference));
                            statement.setArray(
                                    4,
                                    texts(alone, items, item -> item.merchant().name()));
                            statement.setArray(
                                    5,
                                    texts(alone, items, item -> item.merchant().key()));
                            statement.setArray(6, texts(alone, items, FeedItem::description));
                            statement.setArray(7, amounts(alone, items));
                            statement.setArray(
                                    8,
                                    texts(
                                            alone,
                                            items,
                                            item -> item.amount().asset().code()));
                            statement.setArray(
                                    9,
                                    texts(alone, items, item -> item.bookedAt().toString()));
                            statement.setArray(
                                    10,
                                    texts(alone, items, item -> item.status().wireName()));
                        },
                        row -> new Stored(row.getInt(1), row.getInt(2)))
                .getFirst();
    }

    /** Counts what was given back no longer. */
    static void giveBack(Connection alone, String user, Source source, List<String> references) throws SQLException {
        Database.update(alone, RETURN, statement -> {
            statement.setString(1, user);
            statement.setString(2, source.wireName());
            statement.setArray(3, alone.createArrayOf("text", references.toArray()));
        });
    }

    /** An array of strings travels as it is: nothing is quoted here to be parsed there. */
    private static Array texts(Connection connection, List<FeedItem> items, Function<FeedItem, String> value)
            throws SQLException {
        return connection.createArrayOf("text", items.stream().map(value).toArray(String[]::new));
    }

    private static Array amounts(Connection connection, List<FeedItem> items) throws SQLException {
        return connection.createArrayOf(
                "numeric", items.stream().map(item -> item.amount().minor()).toArray());
    }
}
