package dev.florin.notification.presence;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;

/** Finds who did not come back; every replica runs it. */
@Singleton
public class PresenceJob {
    private final PresenceService presence;

    PresenceJob(PresenceService presence) {
        this.presence = presence;
    }

    @Scheduled(every = "${florin.presence.sweep-every:1s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void sweep() {
        presence.sweep();
    }
}
