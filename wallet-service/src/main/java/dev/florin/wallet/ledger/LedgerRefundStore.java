package dev.florin.wallet.ledger;

import dev.florin.common.api.wallet.LedgerRefunds;
import dev.florin.common.database.Database;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.page.TimeCursor;
import jakarta.inject.Singleton;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Finds what was given back, by transfers and by holds that ended. */
@Singleton
class LedgerRefundStore {
    /**
     * Each half is a walk along an index of its refunds only, so that merging them reads no more than a page of each.
     */
    private static final String REFUNDS = """
            SELECT r.key, r.id, r.movement, a.owner, r.asset, r.amount, r.at
              FROM ((SELECT 'refund:' || reference AS key, id, 'transfer' AS movement, credit AS account, asset, amount,
                            created_at AS at
                       FROM transfer
                      WHERE type = 'refund' AND refused IS NULL AND reference IS NOT NULL
                        AND (created_at, id) > (?, ?) AND created_at < ?
                      ORDER BY created_at, id LIMIT ?)
                    UNION ALL
                    (SELECT released_for, id, 'hold', account_id, asset, amount - captured, updated_at
                       FROM hold
                      WHERE released_for IS NOT NULL AND released_for LIKE 'refund:%' AND amount > captured
                        AND (updated_at, id) > (?, ?) AND updated_at < ?
                      ORDER BY updated_at, id LIMIT ?)) r
              JOIN account a ON a.id = r.account
             ORDER BY r.at, r.id LIMIT ?""";

    private final Database database;

    LedgerRefundStore(Database database) {
        this.database = database;
    }

    /** Those behind a place in the list and before an instant, oldest first. */
    List<LedgerRefunds.Item> after(TimeCursor place, Instant until, int limit) {
        return database.list(
                REFUNDS,
                statement -> {
                    for (int half = 0; half < 2; half++) {
                        statement.setTimestamp(half * 4 + 1, Timestamp.from(place.at()));
                        statement.setObject(half * 4 + 2, place.id());
                        statement.setTimestamp(half * 4 + 3, Timestamp.from(until));
                        statement.setInt(half * 4 + 4, limit);
                    }
                    statement.setInt(9, limit);
                },
                row -> new LedgerRefunds.Item(
                        row.getString(1),
                        row.getObject(2, UUID.class),
                        row.getString(3),
                        row.getString(4),
                        Money.ofMinor(AccountRow.minor(row, 6), Asset.of(row.getString(5)))
                                .major(),
                        row.getString(5),
                        row.getTimestamp(7).toInstant()));
    }
}
