package dev.florin.wallet.insight;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The SQL of categories. */
@Singleton
public class CategoryStore {
    private static final String CHOICES = """
            SELECT merchant_key, category FROM category_choice WHERE user_id = ? AND merchant_key = ANY (?)""";

    private static final String CHOICES_OF_MANY = """
            SELECT c.user_id, c.merchant_key, c.category FROM unnest(?::text[], ?::text[]) AS a (user_id, merchant_key)
              JOIN category_choice c ON c.user_id = a.user_id AND c.merchant_key = a.merchant_key""";

    private static final String CHOOSE = """
            INSERT INTO category_choice (user_id, merchant_key, category, chosen_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (user_id, merchant_key) DO UPDATE SET category = excluded.category, chosen_at = excluded.chosen_at""";

    private static final String CATEGORISE_ONE = """
            UPDATE feed_transaction SET category = ?, category_reason = ?, categorised_by = ? WHERE user_id = ? AND id = ?
            RETURNING merchant, merchant_key""";

    private static final String UNCATEGORISED = """
            SELECT merchant_key, max(merchant) FROM feed_transaction
             WHERE user_id = ? AND category IS NULL AND merchant_key > ?
             GROUP BY merchant_key ORDER BY merchant_key LIMIT ?""";

    private static final String CATEGORISE = """
            UPDATE feed_transaction f SET category = g.category, category_reason = g.reason, categorised_by = g.categorised_by
              FROM unnest(?::text[], ?::text[], ?::text[], ?::text[]) AS g (merchant_key, category, reason, categorised_by)
             WHERE f.user_id = ? AND f.merchant_key = g.merchant_key AND f.category IS NULL""";

    private final Database database;

    CategoryStore(Database database) {
        this.database = database;
    }

    /** What is guessed for all that was paid to a merchant. */
    record Guessed(Merchant merchant, Categoriser.Guess guess) {}

    /** What each user chose for these merchants; nothing for who chose none. */
    Map<String, Map<String, String>> choices(Map<String, List<String>> merchantKeys) {
        record Choice(String user, String merchantKey, String category) {}
        record Asked(String user, String merchantKey) {}
        List<Asked> asked = merchantKeys.entrySet().stream()
                .flatMap(one -> one.getValue().stream().distinct().map(key -> new Asked(one.getKey(), key)))
                .toList();
        return database
                .list(
                        CHOICES_OF_MANY,
                        statement -> {
                            Connection connection = statement.getConnection();
                            statement.setArray(
                                    1,
                                    texts(
                                            connection,
                                            asked.stream().map(Asked::user).toArray()));
                            statement.setArray(
                                    2,
                                    texts(
                                            connection,
                                            asked.stream()
                                                    .map(Asked::merchantKey)
                                                    .toArray()));
                        },
                        row -> new Choice(row.getString(1), row.getString(2), row.getString(3)))
                .stream()
                .collect(Collectors.groupingBy(Choice::user, Collectors.toMap(Choice::merchantKey, Choice::category)));
    }

    static Map<String, String> choices(Connection connection, String user, List<String> merchantKeys)
            throws SQLException {
        record Choice(String merchantKey, String category) {}
        return Database.list(
                        connection,
                        CHOICES,
                        statement -> {
                            statement.setString(1, user);
                            statement.setArray(2, connection.createArrayOf("text", merchantKeys.toArray()));
                        },
                        row -> new Choice(row.getString(1), row.getString(2)))
                .stream()
                .collect(Collectors.toMap(Choice::merchantKey, Choice::category));
    }

    static void choose(Connection alone, String user, String merchantKey, String category, Instant now)
            throws SQLException {
        Database.update(alone, CHOOSE, statement -> {
            statement.setString(1, user);
            statement.setString(2, merchantKey);
            statement.setString(3, category);
            statement.setTimestamp(4, Timestamp.from(now));
        });
    }

    /** Whom the movement was paid to; empty if the user has no such movement. */
    static Optional<Merchant> categorise(Connection alone, String user, UUID id, Categoriser.Guess guess)
            throws SQLException {
        return Database.list(
                        alone,
                        CATEGORISE_ONE,
                        statement -> {
                            statement.setString(1, guess.category());
                            statement.setString(2, guess.reason());
                            statement.setString(3, guess.by().wireName());
                            statement.setString(4, user);
                            statement.setObject(5, id);
                        },
                        row -> new Merchant(row.getString(1), row.getString(2)))
                .stream()
                .findFirst();
    }

    /** Merchants of whom something has no category, by key. */
    static List<Merchant> uncategorised(Connection alone, String user, String afterKey, int limit) throws SQLException {
        return Database.list(
                alone,
                UNCATEGORISED,
                statement -> {
                    statement.setString(1, user);
                    statement.setString(2, afterKey);
                    statement.setInt(3, limit);
                },
                row -> new Merchant(row.getString(2), row.getString(1)));
    }

    /** @return how many movements have a category now */
    static int categorise(Connection alone, String user, List<Guessed> guessed) throws SQLException {
        return Database.update(alone, CATEGORISE, statement -> {
            statement.setArray(
                    1,
                    texts(alone, guessed.stream().map(g -> g.merchant().key()).toArray()));
            statement.setArray(
                    2,
                    texts(alone, guessed.stream().map(g -> g.guess().category()).toArray()));
            statement.setArray(
                    3,
                    texts(alone, guessed.stream().map(g -> g.guess().reason()).toArray()));
            statement.setArray(
                    4,
                    texts(
                            alone,
                            guessed.stream().map(g -> g.guess().by().wireName()).toArray()));
            statement.setString(5, user);
        });
    }

    private static Array texts(Connection connection, Object[] values) throws SQLException {
        return connection.createArrayOf("text", values);
    }
}
