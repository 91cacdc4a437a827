package dev.florin.wallet.insight;

import dev.florin.common.database.Database;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/** Reads what left wallets, and remembers how far that has gone into the feed. */
@Singleton
public class WalletEntryStore {
    private static final String FED = "SELECT account_id, seq FROM wallet_fed WHERE account_id = ANY (?)";

    private static final String ENTRIES = """
            SELECT e.seq, e.amount, e.asset, e.created_at, t.id, t.type, t.reference, t.metadata ->> 'service',
                   t.metadata ->> 'description', t.metadata ->> 'recipient', t.metadata ->> 'message', t.gives_back
              FROM entry e JOIN transfer t ON t.id = e.transfer_id
             WHERE e.account_id = ? AND e.seq > ? AND e.seq <= ?
             ORDER BY e.seq""";

    private static final String ADVANCE = """
            INSERT INTO wallet_fed (account_id, seq) VALUES (?, ?) ON CONFLICT (account_id) DO UPDATE SET seq = excluded.seq""";

    private static final String BEGIN = """
            INSERT INTO wallet_fed (account_id, seq) SELECT unnest(?::uuid[]), 0 ON CONFLICT DO NOTHING""";

    private static final String PAGE = """
            SELECT f.account_id, a.owner, f.seq, a.seq
              FROM (SELECT account_id, seq FROM wallet_fed WHERE account_id > ? ORDER BY account_id LIMIT ?) f
              JOIN account a ON a.id = f.account_id
             ORDER BY f.account_id""";

    /** Its commit does not wait for the disk: if it is lost in a crash, a page is looked at again. */
    private static final String TURN = """
            WITH lazily AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true))
            UPDATE feed_round SET after_account = ? FROM lazily WHERE after_account <> ?""";

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Database database;

    WalletEntryStore(Database database) {
        this.database = database;
    }

    /** Number of the last entry that is in the feed, by account. */
    Map<UUID, Long> fed(List<UUID> accounts) {
        return database.onConnection(connection -> fed(connection, accounts));
    }

    static Map<UUID, Long> fed(Connection connection, List<UUID> accounts) throws SQLException {
        record Fed(UUID account, long seq) {}
        return Database.list(
                        connection,
                        FED,
                        statement -> statement.setArray(1, connection.createArrayOf("uuid", accounts.toArray())),
                        row -> new Fed(row.getObject(1, UUID.class), row.getLong(2)))
                .stream()
                .collect(Collectors.toMap(Fed::account, Fed::seq));
    }

    /** From now on these wallets, of which nothing is in the feed yet, are on the round. */
    void begin(List<UUID> accounts) {
        if (!accounts.isEmpty()) {
            database.onConnection(connection ->
                    Database.update(connection, BEGIN, statement -> Database.bindIds(statement, 1, accounts)));
        }
    }

    /**
     * Those of the next wallets on the round whose feeds are behind; none while somebody else asks. A crash in what is
     * made of them loses nothing: they are still behind when the round comes to them again.
     */
    List<WalletFeedService.Behind> nextOfRound(int wallets) {
        return database.inTransaction(connection -> {
            List<UUID> turn = Database.list(
                    connection,
                    "SELECT after_account FROM feed_round FOR UPDATE SKIP LOCKED",
                    Database.Binder.NOTHING,
                    row -> row.getObject(1, UUID.class));
            return turn.isEmpty() ? List.of() : page(connection, turn.getFirst(), wallets);
        });
    }

    private static List<WalletFeedService.Behind> page(Connection turn, UUID after, int wallets) throws SQLException {
        List<WalletFeedService.Behind> page = Database.list(
                turn,
                PAGE,
                statement -> {
                    statement.setObject(1, after);
                    statement.setInt(2, wallets);
                },
                row -> new WalletFeedService.Behind(
                        row.getObject(1, UUID.class), row.getString(2), row.getLong(3), row.getLong(4)));
        UUID last = page.size() < wallets ? BEFORE_ALL : page.getLast().account();
        Database.update(turn, TURN, statement -> {
            statement.setObject(1, last);
            statement.setObject(2, last);
        });
        return page.stream().filter(wallet -> wallet.entries() > 0).toList();
    }

    /** Entries of an account, all of them: numbers have no gaps. */
    static List<WalletEntry> entries(Connection connection, UUID account, long afterSeq, long toSeq)
            throws SQLException {
        return Database.list(
                connection,
                ENTRIES,
                statement -> {
                    statement.setObject(1, account);
                    statement.setLong(2, afterSeq);
                    statement.setLong(3, toSeq);
                },
                WalletEntryStore::entry);
    }

    static void advance(Connection connection, UUID account, long toSeq) throws SQLException {
        Database.update(connection, ADVANCE, statement -> {
            statement.setObject(1, account);
            statement.setLong(2, toSeq);
        });
    }

    private static WalletEntry entry(ResultSet row) throws SQLException {
        BigDecimal amount = row.getBigDecimal(2);
        return new WalletEntry(
                row.getLong(1),
                Money.ofMinor(amount.toBigIntegerExact(), Asset.of(row.getString(3))),
                row.getTimestamp(4).toInstant(),
                row.getObject(5, UUID.class),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                row.getString(10),
                row.getString(11),
                row.getObject(12, UUID.class));
    }
}
