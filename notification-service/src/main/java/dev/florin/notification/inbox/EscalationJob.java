package dev.florin.notification.inbox;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Sees to it that a critical notification reaches its user by some way; any number of replicas may run it. */
@Singleton
public class EscalationJob {
    private static final Logger LOG = Logger.getLogger(EscalationJob.class);

    /** How much later than its time says one may be seen: its node's clock, and the time that a commit takes. */
    private static final Duration OVERLAP = Duration.ofMinutes(5);

    private final EscalationStore store;
    private final EscalationConfig config;
    private final InboxConfig inbox;
    private final Optional<EscalationSink> sink;
    private final Clock clock;
    /** Up to when this node has seen to all. What is older is not looked at again, or many would be every time. */
    private final Map<Escalation.Channel, Instant> settled = new ConcurrentHashMap<>();

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

    @Scheduled(
            every = "${florin.escalation.every:5s}",
            delayed = "${florin.escalation.every:5s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void escalate() {
        Instant now = clock.instant();
        for (Escalation.Channel channel : Escalation.Channel.values()) {
            find(channel, now);
        }
        sink.ifPresent(channels -> {
            int handedOver = config.batch();
            while (handedOver == config.batch()) {
                handedOver = store.handOver(channels, now, config.batch());
            }
        });
    }

    private void find(Escalation.Channel channel, Instant now) {
        Duration after = after(channel);
        Instant oldest = now.minus(config.lookBack());
        Instant lookedThrough = settled.getOrDefault(channel, oldest).minus(OVERLAP);
        EscalationStore.Found found =
                new EscalationStore.Found(config.batch(), 0, lookedThrough.isAfter(oldest) ? lookedThrough : oldest);
        int added = 0;
        // A message to everyone falls due for everyone at once.
        while (found.due() == config.batch()) {
            found = store.find(channel, after, found.last(), now, config.batch());
            added += found.added();
        }
        settled.put(channel, now.minus(after));
        if (added > 0) {
            LOG.infof("Notifications escalated: Channel=%s, Count=%d", channel.wireName(), added);
        }
    }

    private Duration after(Escalation.Channel channel) {
        return switch (channel) {
            case PUSH -> config.pushAfter();
            case EMAIL -> config.emailAfter();
        };
    }

    @Scheduled(every = "1h", delayed = "2m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void forget() {
        store.forget(clock.instant().minus(inbox.retention()).minus(config.lookBack()));
    }
}
