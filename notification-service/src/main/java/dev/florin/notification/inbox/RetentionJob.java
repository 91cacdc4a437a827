package dev.florin.notification.inbox;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/** Keeps the history within its time, in small transactions; every replica may run it. */
@Singleton
public class RetentionJob {
    private final RetentionStore store;
    private final CircularStore circulars;
    private final InboxConfig config;
    private final Clock clock;

    RetentionJob(RetentionStore store, CircularStore circulars, InboxConfig config, Clock clock) {
        this.store = store;
        this.circulars = circulars;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(
            every = "${florin.inbox.retention-every:1h}",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void forget() {
        Instant before = clock.instant().minus(config.retention());
        int feeds = config.retentionBatch();
        for (int round = 0; feeds > 0 && round < config.retentionRounds(); round++) {
            feeds = store.forget(before, config.retentionBatch());
        }
        int grants = config.retentionBatch();
        for (int round = 0; grants == config.retentionBatch() && round < config.retentionRounds(); round++) {
            grants = store.forgetGrants(before, config.retentionBatch());
        }
        store.forgetAnnouncements(before);
        circulars.forget(before);
    }
}
