package dev.florin.wallet.alert;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;

/**
 * Adds up the minutes that are over. Replicas may do it at the same time: one does it, the others find it done; while
 * none does, the monitor is as true as ever, only slower.
 */
@Singleton
public class ActivityJob {
    private final MonitorService monitor;

    ActivityJob(MonitorService monitor) {
        this.monitor = monitor;
    }

    @Scheduled(every = "${florin.alert.activity-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void run() {
        monitor.addUpMinutes();
    }
}
