package dev.florin.wallet.ledger;

import dev.florin.common.database.Database;
import jakarta.inject.Singleton;

/** Counts those who have a wallet. */
@Singleton
class UserCountStore {
    private final Database database;

    UserCountStore(Database database) {
        this.database = database;
    }

    /** Steps from owner to owner through the index, whatever number of wallets each has. */
    long users() {
        return database.first("""
                        WITH RECURSIVE owners AS (
                            (SELECT owner FROM account WHERE kind = 'wallet' ORDER BY owner LIMIT 1)
                            UNION ALL
                            SELECT (SELECT a.owner FROM account a
                                    WHERE a.kind = 'wallet' AND a.owner > o.owner ORDER BY a.owner LIMIT 1)
                            FROM owners o WHERE o.owner IS NOT NULL)
                        SELECT count(owner) FROM owners
                        """, Database.Binder.NOTHING, row -> row.getLong(1))
                .orElseThrow();
    }
}
