package dev.florin.notification.chat;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/**
 * Deletes what was said too long ago, in small transactions; every replica may run it. The database takes the texts out
 * of the members' notifications with it.
 */
@Singleton
public class ChatRetentionJob {
    private final MessageStore messages;
    private final ChatConfig config;
    private final Clock clock;

    ChatRetentionJob(MessageStore messages, ChatConfig config, Clock clock) {
        this.messages = messages;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(
            every = "${florin.chat.retention-every:10m}",
            delayed = "1m",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void forget() {
        forgetBefore(clock.instant().minus(config.kept()));
    }

    /** @return how many messages were deleted */
    public int forgetBefore(Instant before) {
        int all = 0;
        int some;
        do {
            some = messages.forget(before, config.retentionBatch());
            all += some;
        } while (some == config.retentionBatch());
        return all;
    }
}
