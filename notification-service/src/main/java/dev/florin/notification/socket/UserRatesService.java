package dev.florin.notification.socket;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.florin.common.rate.RateLimit;
import dev.florin.notification.feed.Broker;
import dev.florin.notification.feed.Neighbours;
import dev.florin.notification.feed.NodeMessage;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How fast users may talk, on whichever nodes. Every second a node tells the others who talked fast and how much: most
 * seconds nobody did, and nothing is said. What slips through is one second's worth of each node, and what stays below
 * a tenth of the rate on a node.
 */
@Singleton
class UserRatesService {
    private static final int REMEMBERED_USERS = 100_000;
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(2);
    private static final int WORTH_TELLING = 10;

    /** Users in one message between nodes. */
    private static final int MAX_NAMED = 1000;

    private final Cache<String, SharedRate> rates = Caffeine.newBuilder()
            .maximumSize(REMEMBERED_USERS)
            .expireAfterAccess(REMEMBERED_FOR)
            .build();
    private final Broker broker;
    private final SocketConfig config;
    private final Clock clock;

    UserRatesService(Broker broker, Neighbours neighbours, SocketConfig config, Clock clock) {
        this.broker = broker;
        this.config = config;
        this.clock = clock;
        neighbours.on(NodeMessage.Spent.class, this::charge);
    }

    SharedRate of(String userId) {
        return rates.get(
                userId, _ -> new SharedRate(new RateLimit(config.userMessagesPerSecond(), config.userMessageBurst())));
    }

    private void charge(NodeMessage.Spent elsewhere) {
        long now = clock.millis();
        elsewhere.messages().forEach((user, messages) -> {
            SharedRate here = rates.getIfPresent(user);
            if (here != null) {
                here.charge(messages, now);
            }
        });
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void tell() {
        int least = Math.max(1, config.userMessagesPerSecond() / WORTH_TELLING);
        Map<String, Integer> fast = new HashMap<>();
        rates.asMap().forEach((user, rate) -> {
            int messages = rate.told();
            if (messages >= least) {
                fast.put(user, messages);
            }
            if (fast.size() == MAX_NAMED) {
                broker.send(new NodeMessage.Spent(broker.node(), fast));
                fast.clear();
            }
        });
        if (!fast.isEmpty()) {
            broker.send(new NodeMessage.Spent(broker.node(), fast));
        }
    }
}
