package dev.florin.wallet.insight;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.wallet.ledger.Account;
import dev.florin.wallet.ledger.LedgerService;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Brings what was spent from wallets into their users' feeds: the write path of money pays nothing for figures. It
 * begins when a user looks for the first time; from then on {@link WalletFeedJob} keeps the feed close behind, and a
 * look brings in what is missing, but never more than a bounded part of the past.
 */
@Singleton
public class WalletFeedService {
    private final LedgerService ledger;
    private final FeedStore feed;
    private final WalletEntryStore entries;
    private final InsightConfig config;

    /** Who looked and was too far behind: a hint for this replica's job, which finds them on its round as well. */
    private final Set<String> awaited = ConcurrentHashMap.newKeySet();

    WalletFeedService(LedgerService ledger, FeedStore feed, WalletEntryStore entries, InsightConfig config) {
        this.ledger = ledger;
        this.feed = feed;
        this.entries = entries;
        this.config = config;
    }

    /** A wallet, and how far its feed has to go. */
    record Behind(UUID account, String user, long fed, long seq) {
        long entries() {
            return seq - fed;
        }
    }

    /**
     * After this, every entry of this user that was committed before is in the feed, once.
     *
     * @throws FlorinException {@link ProblemType#FIGURES_BEHIND} if that is more than one request may bring in
     */
    void catchUp(String user) {
        if (!catchUp(List.of(user)).isEmpty()) {
            throw new FlorinException(
                    ProblemType.FIGURES_BEHIND, "What your wallets have spent so far is being added up; ask again.");
        }
    }

    /**
     * After this, every entry of these users that was committed before is in the feed, once; but for those who are
     * returned, since their wallets have moved more than one request may bring in. The others come first.
     */
    Set<String> catchUp(Collection<String> users) {
        long left = config.requestEntries();
        Set<String> tooFar = new HashSet<>();
        for (Behind wallet : behind(users)) {
            long part = Math.min(left, wallet.entries());
            bring(wallet, part);
            left -= part;
            if (part < wallet.entries()) {
                tooFar.add(wallet.user());
            }
        }
        awaited.addAll(tooFar);
        return tooFar;
    }

    /** Those that have least to bring in stand first. */
    private List<Behind> behind(Collection<String> users) {
        List<Account> wallets = ledger.wallets(users);
        var fed = entries.fed(wallets.stream().map(Account::id).toList());
        entries.begin(wallets.stream()
                .map(Account::id)
                .filter(id -> !fed.containsKey(id))
                .toList());
        return wallets.stream()
                .map(wallet -> new Behind(wallet.id(), wallet.owner(), fed.getOrDefault(wallet.id(), 0L), wallet.seq()))
                .filter(wallet -> wallet.entries() > 0)
                .sorted(Comparator.comparingLong(Behind::entries))
                .toList();
    }

    private void bring(Behind wallet, long count) {
        for (long last = wallet.fed(); last < wallet.fed() + count; ) {
            long to = Math.min(wallet.fed() + count, last + config.walletBatch());
            last = feed.alone(wallet.user(), connection -> advance(connection, wallet, to));
        }
    }

    /**
     * Goes on with those who wait for it, and with the next page of all who have ever looked. It works half of the time
     * at most: nobody waits for it, and everybody for the database.
     */
    void keepClose() {
        awaited.removeIf(user -> behind(List.of(user)).stream().allMatch(this::isCaughtUp));
        entries.nextOfRound(config.feedPage()).forEach(this::isCaughtUp);
    }

    /** As much of it as one turn is; where a feed is being changed by somebody else, nothing. */
    private boolean isCaughtUp(Behind wallet) {
        long end = Math.min(wallet.seq(), wallet.fed() + config.requestEntries());
        long last = wallet.fed();
        while (last < end) {
            long to = Math.min(end, last + config.walletBatch());
            long start = System.nanoTime();
            Optional<Long> reached = feed.aloneIfFree(wallet.user(), connection -> advance(connection, wallet, to));
            if (reached.isEmpty()) {
                return false;
            }
            last = reached.get();
            LockSupport.parkNanos(System.nanoTime() - start);
        }
        return last >= wallet.seq();
    }

    /**
     * Takes the next entries in. Where to begin is read under the lock: somebody else may have gone on meanwhile.
     *
     * @return the last one that is in the feed now
     */
    private static long advance(Connection alone, Behind wallet, long to) throws SQLException {
        long from = WalletEntryStore.fed(alone, List.of(wallet.account())).getOrDefault(wallet.account(), 0L);
        if (to <= from) {
            return from;
        }
        List<WalletEntry> moved = WalletEntryStore.entries(alone, wallet.account(), from, to);
        List<FeedItem> spent =
                moved.stream().map(WalletEntry::spent).flatMap(Optional::stream).toList();
        if (!spent.isEmpty()) {
            FeedStore.add(alone, wallet.user(), FeedStore.Source.WALLET, spent);
        }
        // After them: both ends of a purchase can be in here.
        List<String> givenBack = moved.stream()
                .map(WalletEntry::givesBack)
                .filter(Objects::nonNull)
                .map(UUID::toString)
                .toList();
        if (!givenBack.isEmpty()) {
            FeedStore.giveBack(alone, wallet.user(), FeedStore.Source.WALLET, givenBack);
        }
        WalletEntryStore.advance(alone, wallet.account(), to);
        return to;
    }
}
