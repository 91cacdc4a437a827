package dev.florin.notification.inbox;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Sees to it that a critical notification reaches its user by some way; any number of replicas may run it. */
@Singleton
public class EscalationJob {
    private static final Logger LOG = Logger.getLogger(EscalationJob.class);

    private final EscalationStore store;
    private final EscalationConfig config;
    private final InboxConfig inbox;
    private final Optional<EscalationSink> sink;
    private final Clock clock;

    @Inject
    EscalationJob(
            EscalationStore store,
            EscalationConfig config,
            InboxConfig inbox,
            @Any Instance<EscalationSink> sinks,
            Clock clock) {
        this(store, config, inbox, sinks.stream().findFirst(), clock);
    }

    EscalationJob(
            EscalationStore store,
            EscalationConfig config,
            InboxConfig inbox,
            Optional<EscalationSink> sink,
            Clock clock) {
        this.store = store;
        this.config = config;
        this.inbox = inbox;
        this.sink = sink;
        this.clock = clock;
    }

    @Scheduled(every = "${florin.escalation.every:5s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void escalate() {
        Instant now = clock.instant();
        for (Escalation.Channel channel : Escalation.Channel.values()) {
            // A message to everyone falls due for everyone at once.
            int found = config.batch();
            while (found == config.batch()) {
                found = find(channel, now);
            }
        }
        sink.ifPresent(channels -> {
            int handedOver = config.batch();
            while (handedOver == config.batch()) {
                handedOver = store.handOver(channels, now, config.batch());
            }
        });
    }

    private int find(Escalation.Channel channel, Instant now) {
        int found = store.find(
                channel,
                switch (channel) {
                    case PUSH -> config.pushAfter();
                    case EMAIL -> config.emailAfter();
                },
                config.lookBack(),
                now,
                config.batch());
        if (found > 0) {
            LOG.infof("Notifications escalated: Channel=%s, Count=%d", channel.wireName(), found);
        }
        return found;
    }

    @Scheduled(every = "1h", delayed = "2m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void forget() {
        store.forget(clock.instant().minus(inbox.retention()).minus(config.lookBack()));
    }
}
