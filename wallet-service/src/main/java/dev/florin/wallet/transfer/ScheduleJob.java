package dev.florin.wallet.transfer;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;

/** Makes payments whose time has come; replicas share them. */
@Singleton
public class ScheduleJob {
    private final ScheduleService schedule;
    private final ScheduleConfig config;

    ScheduleJob(ScheduleService schedule, ScheduleConfig config) {
        this.schedule = schedule;
        this.config = config;
    }

    @Scheduled(every = "${florin.schedule.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void run() {
        while (schedule.run() == config.batch()) {
            // there may be more
        }
    }
}
