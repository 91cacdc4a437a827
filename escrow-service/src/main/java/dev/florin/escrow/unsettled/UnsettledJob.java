package dev.florin.escrow.unsettled;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;

/** Looks for what operators have to be told. */
@Singleton
public class UnsettledJob {
    private final UnsettledService unsettled;

    UnsettledJob(UnsettledService unsettled) {
        this.unsettled = unsettled;
    }

    @Scheduled(every = "${florin.unsettled.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void run() {
        unsettled.raise();
    }
}
