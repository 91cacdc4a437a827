package dev.florin.wallet.external;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/** Submits what has not been, and gives up what rails keep silent about. */
@Singleton
public class RailJob {
    private static final Logger LOG = Logger.getLogger(RailJob.class);

    private final RailService rails;
    private final WithdrawalService withdrawals;
    private final RailConfig config;

    RailJob(RailService rails, WithdrawalService withdrawals, RailConfig config) {
        this.rails = rails;
        this.withdrawals = withdrawals;
        this.config = config;
    }

    @Scheduled(every = "${florin.rail.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void run() {
        int lapsed = rails.lapse(config.batch());
        while (lapsed == config.batch()) {
            lapsed = rails.lapse(config.batch());
        }
        if (lapsed > 0) {
            LOG.warnf("Lapsed without a confirmation of their rail: %d", lapsed);
        }
        // Last: it waits for others.
        withdrawals.submitWaiting(config.batch());
    }
}
