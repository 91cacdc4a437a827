package dev.florin.refund.reconciliation;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;

/** Compares all the time, so that a difference is known within a minute. */
@Singleton
public class ReconciliationJob {
    private final ReconciliationService reconciliation;

    ReconciliationJob(ReconciliationService reconciliation) {
        this.reconciliation = reconciliation;
    }

    @Scheduled(every = "${florin.reconciliation.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void run() {
        reconciliation.reconcile();
    }
}
