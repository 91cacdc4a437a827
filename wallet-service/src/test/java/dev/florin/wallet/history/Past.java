package dev.florin.wallet.history;

import dev.florin.common.money.Asset;
import dev.florin.common.test.Sql;
import dev.florin.wallet.ledger.Account;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Makes history, as it would be had it happened: in turns 3.00 in and 1.00 out, on the wallet and on the outside world.
 */
public final class Past {
    private Past() {}

    /** A wallet of this user with so many movements, the first one a step after the start. */
    public static UUID of(String user, String currency, int movements, Instant start, Duration step)
            throws SQLException {
        UUID wallet = UUID.randomUUID();
        Asset asset = Asset.of(currency);
        Sql.asSuperuser()
                .executeWithoutTriggers(SQL.replace(":wallet", "'" + wallet + "'::uuid")
                        .replace(":world", "'" + Account.systemId(Account.Kind.WORLD, asset) + "'::uuid")
                        .replace(":user", "'" + user + "'")
                        .replace(":asset", "'" + currency + "'")
                        .replace(":movements", String.valueOf(movements))
                        .replace(":start", "'" + start + "'::timestamptz")
                        .replace(":step", "(" + step.toMillis() + " * interval '1 millisecond')"));
        return wallet;
    }

    private static final String SQL = """
            INSERT INTO account (id, owner, asset, kind) VALUES (:wallet, :user, :asset, 'wallet');
            INSERT INTO account (id, owner, asset, kind) VALUES (:world, 'world', :asset, 'world') ON CONFLICT DO NOTHING;
            CREATE TEMP TABLE made AS
                SELECT i, gen_random_uuid() AS id, amount, :start + i * :step AS at,
                       sum(amount) OVER (ORDER BY i) AS balance, w.seq + i AS world_seq,
                       w.posted - sum(amount) OVER (ORDER BY i) AS world_balance
                  FROM (SELECT i, (CASE WHEN i % 2 = 1 THEN 300 ELSE -100 END)::numeric AS amount
                          FROM generate_series(1, :movements) i) n, account w
                 WHERE w.id = :world;
            INSERT INTO transfer (id, debit, credit, asset, amount, type, metadata, fingerprint, debit_seq, debit_balance,
                                  credit_seq, credit_balance, created_at)
                SELECT id, CASE WHEN amount < 0 THEN :wallet ELSE :world END, CASE WHEN amount < 0 THEN :world ELSE :wallet END,
                       :asset, abs(amount), CASE WHEN amount < 0 THEN 'sms_purchase' ELSE 'bank_credit' END,
                       jsonb_build_object('description', 'number ' || i, 'service', CASE WHEN amount < 0 THEN 'telegram' END),
                       gen_random_uuid(),
                       CASE WHEN amount < 0 THEN i ELSE world_seq END, CASE WHEN amount < 0 THEN balance ELSE world_balance END,
                       CASE WHEN amount < 0 THEN world_seq ELSE i END, CASE WHEN amount < 0 THEN world_balance ELSE balance END, at
                  FROM made;
            INSERT INTO entry (account_id, seq, transfer_id, asset, amount, balance_after, created_at)
                SELECT :wallet, i, id, :asset, amount, balance, at FROM made
                UNION ALL SELECT :world, world_seq, id, :asset, -amount, world_balance, at FROM made;
            UPDATE account a SET posted = m.balance, seq = m.i, version = m.i
              FROM made m WHERE a.id = :wallet AND m.i = :movements;
            UPDATE account a SET posted = m.world_balance, seq = m.world_seq, version = version + :movements
              FROM made m WHERE a.id = :world AND m.i = :movements;
            DROP TABLE made""";
}
