package dev.florin.notification.inbox;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;

/** Brings critical messages to everyone into every inbox, in small transactions; every replica may run it. */
@Singleton
public class CircularJob {
    private final InboxService inbox;
    private final InboxConfig config;

    CircularJob(InboxService inbox, InboxConfig config) {
        this.inbox = inbox;
        this.config = config;
    }

    /** Not before its first interval is over: an interval of an hour means within the hour, not at the start. */
    @Scheduled(
            every = "${florin.inbox.circular-every:1s}",
            delayed = "${florin.inbox.circular-every:1s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void circulate() {
        boolean more = true;
        while (more) {
            more = inbox.circulate(config.circularBatch());
        }
    }
}
