package dev.florin.wallet.hold;

import dev.florin.wallet.ledger.LedgerConfig;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Gives back what expired holds have set aside. A capture checks the time itself, so that being late here loses
 * nothing.
 */
@Singleton
public class HoldExpiryJob {
    private static final Logger LOG = Logger.getLogger(HoldExpiryJob.class);

    private final HoldService holds;
    private final LedgerConfig config;

    HoldExpiryJob(HoldService holds, LedgerConfig config) {
        this.holds = holds;
        this.config = config;
    }

    @Scheduled(every = "${florin.ledger.expiry-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void run() {
        long closed = holds.expire(config.expiryBatch());
        while (closed == config.expiryBatch()) {
            closed = holds.expire(config.expiryBatch());
        }
        if (closed > 0) {
            LOG.debugf("Holds expired: %d", closed);
        }
    }
}
