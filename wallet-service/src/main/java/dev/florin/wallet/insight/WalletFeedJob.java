package dev.florin.wallet.insight;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;

/**
 * Keeps feeds close behind the wallets of who looks at figures, so that a look has only the last moments to bring in.
 * Replicas take turns; what one leaves undone is found in the next round.
 */
@Singleton
public class WalletFeedJob {
    private final WalletFeedService wallets;

    WalletFeedJob(WalletFeedService wallets) {
        this.wallets = wallets;
    }

    @Scheduled(every = "${florin.insight.feed-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void run() {
        wallets.keepClose();
    }
}
