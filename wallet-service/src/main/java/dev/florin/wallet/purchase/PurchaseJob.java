package dev.florin.wallet.purchase;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Times purchases out. A step on a late purchase looks at the clock itself, so that being late here decides nothing.
 */
@Singleton
public class PurchaseJob {
    private static final Logger LOG = Logger.getLogger(PurchaseJob.class);

    private final PurchaseService purchases;
    private final PurchaseConfig config;

    PurchaseJob(PurchaseService purchases, PurchaseConfig config) {
        this.purchases = purchases;
        this.config = config;
    }

    @Scheduled(every = "${florin.purchase.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void run() {
        int closed = purchases.timeOut(config.batch());
        while (closed == config.batch()) {
            closed = purchases.timeOut(config.batch());
        }
        if (closed > 0) {
            LOG.debugf("Purchases timed out: %d", closed);
        }
    }
}
