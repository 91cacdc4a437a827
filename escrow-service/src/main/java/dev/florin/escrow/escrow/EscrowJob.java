package dev.florin.escrow.escrow;

import dev.florin.common.problem.FlorinException;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;

/**
 * Finishes what a crash left behind, and does what the clock has to do. Every step on an escrow does both itself, so
 * that being late here decides nothing.
 */
@Singleton
public class EscrowJob {
    private static final Logger LOG = Logger.getLogger(EscrowJob.class);

    private final StepService steps;
    private final SettlementService settlement;
    private final EscrowConfig config;

    EscrowJob(StepService steps, SettlementService settlement, EscrowConfig config) {
        this.steps = steps;
        this.settlement = settlement;
        this.config = config;
    }

    @Scheduled(every = "${florin.escrow.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void run() {
        try {
            while (settlement.settleLeftBehind() == config.batch()) {
                LOG.debug("More movements were left behind");
            }
            while (steps.catchUp() == config.batch()) {
                LOG.debug("More escrows are late");
            }
        } catch (FlorinException e) {
            // The ledger cannot be reached: what was begun has its row, and the rest is late again in a second.
            LOG.warnf("Escrows wait: %s", e.detail());
        }
    }
}
