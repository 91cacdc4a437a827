package dev.florin.refund.sweep;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;

/**
 * Sweeps by the clock: every {@code REFUND_PROCESS_INTERVAL} for the record, and lightly in between, so that nobody
 * waits an hour for their money.
 */
@Singleton
public class SweepJob {
    private final SweepService sweeps;

    SweepJob(SweepService sweeps) {
        this.sweeps = sweeps;
    }

    @Scheduled(every = "${florin.refund.process-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void sweep() {
        sweeps.sweep(Sweep.SCHEDULE);
    }

    @Scheduled(every = "${florin.refund.poll}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void poll() {
        sweeps.sweep(Sweep.POLL);
    }
}
