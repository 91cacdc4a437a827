package dev.florin.refund.sweep;

import dev.florin.refund.refund.RefundConfig;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduler;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

/**
 * Sweeps by the clock: every {@code REFUND_PROCESS_INTERVAL} for the record, and lightly in between, so that nobody
 * waits an hour for their money.
 */
@Singleton
public class SweepJob {
    private final SweepService sweeps;
    private final RefundConfig config;

    SweepJob(SweepService sweeps, RefundConfig config) {
        this.sweeps = sweeps;
        this.config = config;
    }

    @Scheduled(every = "${florin.refund.process-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void sweep() {
        sweeps.sweep(Sweep.SCHEDULE);
    }

    /** A job for each source: the poll of one that hangs is skipped, and no other. */
    void poll(@Observes StartupEvent started, Scheduler scheduler) {
        for (Sweeper sweeper : sweeps.sweepers()) {
            scheduler
                    .newJob("poll " + sweeper.source().name())
                    .setInterval(config.poll().toString())
                    .setConcurrentExecution(Scheduled.ConcurrentExecution.SKIP)
                    .setTask(_ -> sweeps.sweep(Sweep.POLL, sweeper), true)
                    .schedule();
        }
    }
}
