package dev.florin.wallet.insight;

import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.LedgerService;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Brings what was spent from a user's wallets into the feed when somebody looks at it: the write path of money pays
 * nothing for figures.
 */
@Singleton
public class WalletFeedService {
    private final LedgerService ledger;
    private final FeedStore feed;
    private final WalletEntryStore entries;
    private final InsightConfig config;

    WalletFeedService(LedgerService ledger, FeedStore feed, WalletEntryStore entries, InsightConfig config) {
        this.ledger = ledger;
        this.feed = feed;
        this.entries = entries;
        this.config = config;
    }

    /** After this, every entry of these users that was committed before is in the feed, once. */
    void catchUp(Collection<String> users) {
        List<Account> wallets = ledger.wallets(users);
        Map<UUID, Long> fed = entries.fed(wallets.stream().map(Account::id).toList());
        for (Account wallet : wallets) {
            long last = fed.getOrDefault(wallet.id(), 0L);
            while (last < wallet.seq()) {
                last = feed.alone(wallet.owner(), connection -> advance(connection, wallet.owner(), wallet));
            }
        }
    }

    /** Takes the next entries in. Where to begin is read under the lock: somebody else may have gone on meanwhile. */
    private long advance(Connection connection, String user, Account wallet) throws SQLException {
        long from = WalletEntryStore.fed(connection, List.of(wallet.id())).getOrDefault(wallet.id(), 0L);
        long to = Math.min(wallet.seq(), from + config.walletBatch());
        if (to <= from) {
            return from;
        }
        List<WalletEntry> moved = WalletEntryStore.entries(connection, wallet.id(), from, to);
        List<FeedItem> spent =
                moved.stream().map(WalletEntry::spent).flatMap(Optional::stream).toList();
        if (!spent.isEmpty()) {
            FeedStore.add(connection, user, FeedStore.Source.WALLET, spent);
        }
        // After them: both ends of a purchase can be in here.
        List<String> givenBack = moved.stream()
                .map(WalletEntry::givesBack)
                .filter(Objects::nonNull)
                .map(UUID::toString)
                .toList();
        if (!givenBack.isEmpty()) {
            FeedStore.giveBack(connection, user, FeedStore.Source.WALLET, givenBack);
        }
        WalletEntryStore.advance(connection, wallet.id(), to);
        return to;
    }
}
