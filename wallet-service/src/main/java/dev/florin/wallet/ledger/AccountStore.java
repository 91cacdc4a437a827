package dev.florin.wallet.ledger;

import dev.florin.common.database.Database;
import dev.florin.common.money.Asset;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The SQL of accounts, besides what moves their balances. */
@Singleton
public class AccountStore {
    /** With the hash of a user, the lock of that user's tier; the number is arbitrary but for ever. */
    private static final int TIER_LOCK = 0x466c6f07;

    private final Database database;

    AccountStore(Database database) {
        this.database = database;
    }

    Optional<Account> account(UUID id) {
        return database.first(
                AccountRow.SELECT + " WHERE id = ?", statement -> statement.setObject(1, id), AccountRow::read);
    }

    Optional<Account> account(String owner, Asset asset, Account.Kind kind) {
        return database.first(
                AccountRow.SELECT + " WHERE owner = ? AND asset = ? AND kind = ?",
                statement -> {
                    statement.setString(1, owner);
                    statement.setString(2, asset.code());
                    statement.setString(3, kind.wireName());
                },
                AccountRow::read);
    }

    List<Account> wallets(Collection<String> owners) {
        return database.list(
                AccountRow.SELECT + " WHERE owner = ANY (?) AND kind = 'wallet' ORDER BY owner, asset",
                statement -> statement.setArray(1, statement.getConnection().createArrayOf("text", owners.toArray())),
                AccountRow::read);
    }

    boolean setLimits(String owner, @Nullable Asset asset, @Nullable String tier, @Nullable Limits limits) {
        return database.inTransaction(transaction -> {
            lockTier(transaction, owner);
            lockWallets(transaction, owner);
            return setLimits(transaction, owner, asset, tier, limits);
        });
    }

    private static boolean setLimits(
            Connection transaction, String owner, @Nullable Asset asset, @Nullable String tier, @Nullable Limits limits)
            throws SQLException {
        return Database.update(transaction, """
                        UPDATE account
                           SET tier = coalesce(?, tier),
                               limit_transaction = CASE WHEN ? THEN ?::numeric ELSE limit_transaction END,
                               limit_daily = CASE WHEN ? THEN ?::numeric ELSE limit_daily END,
                               limit_monthly = CASE WHEN ? THEN ?::numeric ELSE limit_monthly END
                         WHERE owner = ? AND kind = 'wallet' AND (?::text IS NULL OR asset = ?)
                        """, statement -> {
                    Limits own = limits == null ? Limits.NONE : limits;
                    statement.setString(1, tier);
                    setLimit(statement, 2, limits != null, own.transaction());
                    setLimit(statement, 4, limits != null, own.daily());
                    setLimit(statement, 6, limits != null, own.monthly());
                    statement.setString(8, owner);
                    statement.setString(9, asset == null ? null : asset.code());
                    statement.setString(10, asset == null ? null : asset.code());
                })
                > 0;
    }

    private static void setLimit(PreparedStatement statement, int at, boolean isSet, @Nullable BigInteger limit)
            throws SQLException {
        statement.setBoolean(at, isSet);
        statement.setBigDecimal(at + 1, limit == null ? null : new BigDecimal(limit));
    }

    /** Opens an account of ours unless there is one of this kind and asset. */
    void openOurs(UUID id, Asset asset, Account.Kind kind, Instant now) {
        database.onConnection(connection -> open(connection, id, kind.wireName(), asset, kind, now));
    }

    /** Opens a wallet, which is of its owner's tier, unless there is one of this asset. */
    boolean openWallet(Connection transaction, UUID id, String owner, Asset asset, Instant now) throws SQLException {
        lockTier(transaction, owner);
        return open(transaction, id, owner, asset, Account.Kind.WALLET, now);
    }

    /**
     * A change of tier does not see a wallet that is about to be opened, which does not see that change: only one of
     * the two at a time. Not by the rows of wallets, for there may be none yet; and always before these, so that nobody
     * who holds them waits here.
     */
    private static void lockTier(Connection transaction, String owner) throws SQLException {
        Database.list(
                transaction,
                "SELECT pg_advisory_xact_lock(?, hashtext(?))",
                statement -> {
                    statement.setInt(1, TIER_LOCK);
                    statement.setString(2, owner);
                },
                _ -> true);
    }

    private static boolean open(
            Connection connection, UUID id, String owner, Asset asset, Account.Kind kind, Instant now)
            throws SQLException {
        return Database.update(connection, """
                        INSERT INTO account (id, owner, asset, kind, created_at, updated_at, tier)
                        VALUES (?, ?, ?, ?, ?, ?, coalesce(
                            (SELECT tier FROM account WHERE owner = ? AND kind = 'wallet' ORDER BY created_at LIMIT 1), 'basic'))
                        ON CONFLICT DO NOTHING
                        """, statement -> {
                    statement.setObject(1, id);
                    statement.setString(2, owner);
                    statement.setString(3, asset.code());
                    statement.setString(4, kind.wireName());
                    statement.setTimestamp(5, Timestamp.from(now));
                    statement.setTimestamp(6, Timestamp.from(now));
                    statement.setString(7, owner);
                })
                == 1;
    }

    boolean setFrozen(Connection transaction, UUID wallet, boolean frozen, Instant now) throws SQLException {
        return Database.update(
                        transaction,
                        "UPDATE account SET frozen = ?, updated_at = greatest(updated_at, ?)"
                                + " WHERE id = ? AND kind = 'wallet' AND frozen <> ?",
                        row -> {
                            row.setBoolean(1, frozen);
                            row.setTimestamp(2, Timestamp.from(now));
                            row.setObject(3, wallet);
                            row.setBoolean(4, frozen);
                        })
                == 1;
    }

    /** Locks them in the order of their ids, as everywhere. */
    void lockWallets(Connection transaction, String owner) throws SQLException {
        Database.list(
                transaction,
                "SELECT FROM account WHERE owner = ? AND kind = 'wallet' ORDER BY id FOR NO KEY UPDATE",
                statement -> statement.setString(1, owner),
                _ -> true);
    }
}
