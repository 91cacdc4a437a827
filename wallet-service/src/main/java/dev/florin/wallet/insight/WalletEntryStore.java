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
