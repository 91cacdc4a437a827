package dev.florin.wallet.audit;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;

/** Audits the books all the time, so that a difference is known within a minute and not at the end of a month. */
@Singleton
public class LedgerAuditJob {
    private final AuditService audit;

    LedgerAuditJob(AuditService audit) {
        this.audit = audit;
    }

    @Scheduled(every = "${florin.audit.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void run() {
        audit.advance();
    }

    @Scheduled(every = "1h", delayed = "10m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void runFromTheStart() {
        audit.fromTheStartIfDue();
    }
}
