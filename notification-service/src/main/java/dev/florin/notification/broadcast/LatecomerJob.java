package dev.florin.notification.broadcast;

import dev.florin.common.database.DatabaseException;
import dev.florin.common.event.EventEnvelope;
import dev.florin.notification.inbox.HistoryService;
import dev.florin.notification.inbox.InboxService;
import dev.florin.notification.socket.ConnectionsChanged;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Tells who connects with a role what was said to that role within the last day. Every node sees to those who come to
 * it, and all of them to those who came while it was said: too late to be found, too early to find it. Who was told is
 * known by their notification, so nobody is told twice, and what a crash leaves undone is done at the next connection.
 */
@Singleton
public class LatecomerJob {
    private final BroadcastStore store;
    private final InboxService inbox;
    private final BroadcastConfig config;
    private final Clock clock;
    private final Set<String> unsettled = ConcurrentHashMap.newKeySet();

    LatecomerJob(BroadcastStore store, InboxService inbox, BroadcastConfig config, Clock clock) {
        this.store = store;
        this.inbox = inbox;
        this.config = config;
        this.clock = clock;
    }

    /** Only remembers: the list of connections is not kept waiting. */
    void changed(@Observes ConnectionsChanged change) {
        unsettled.addAll(change.users());
    }

    @Scheduled(
            every = "${florin.broadcast.latecomers-every:1s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void tell() {
        Instant now = clock.instant();
        for (List<String> some = take(); !some.isEmpty(); some = take()) {
            try {
                tell(BroadcastStore.Missed.by(some, now.minus(HistoryService.ANNOUNCED_FOR)));
            } catch (DatabaseException e) {
                unsettled.addAll(some);
                throw e;
            }
        }
        tell(BroadcastStore.Missed.byAnybody(now.minus(config.crossing())));
    }

    private List<String> take() {
        List<String> taken = unsettled.stream().limit(config.latecomersBatch()).toList();
        taken.forEach(unsettled::remove);
        return taken;
    }

    private void tell(BroadcastStore.Missed missed) {
        int max = config.latecomersBatch();
        int told = max;
        while (told == max) {
            told = inbox.tellWith(transaction -> {
                List<BroadcastStore.Latecomer> some = store.latecomers(transaction, missed, max);
                return new InboxService.Told<>(some.size(), events(some), null);
            });
        }
    }

    /** In the order in which they were said. */
    private static List<EventEnvelope> events(List<BroadcastStore.Latecomer> latecomers) {
        Map<Broadcast, List<String>> users = latecomers.stream()
                .collect(Collectors.groupingBy(
                        BroadcastStore.Latecomer::missed,
                        LinkedHashMap::new,
                        Collectors.mapping(BroadcastStore.Latecomer::userId, Collectors.toList())));
        return users.entrySet().stream()
                .flatMap(missed -> missed.getKey().to(missed.getValue(), null).stream())
                .toList();
    }
}
