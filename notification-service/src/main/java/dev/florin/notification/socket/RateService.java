package dev.florin.notification.socket;

import dev.florin.notification.feed.Broker;
import dev.florin.notification.feed.Neighbours;
import dev.florin.notification.feed.NodeMessage;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.time.Clock;

/**
 * How fast users may talk and addresses may connect, on whichever nodes. Every second a node tells the others who was
 * fast: most seconds nobody was, and nothing is said.
 */
@Singleton
class RateService {
    private final SharedRates users;
    private final SharedRates addresses;
    private final Broker broker;

    RateService(Broker broker, Neighbours neighbours, SocketConfig config, Clock clock) {
        this.broker = broker;
        this.users = new SharedRates(config.userMessagesPerSecond(), config.userMessageBurst());
        this.addresses = new SharedRates(config.attemptsPerSecond(), config.attemptBurst());
        neighbours.on(NodeMessage.Spent.class, spent -> users.charge(spent.messages(), clock.millis()));
        neighbours.on(NodeMessage.Tried.class, tried -> addresses.charge(tried.attempts(), clock.millis()));
    }

    /** How fast a user's connections may talk. */
    SharedRate ofUser(String userId) {
        return users.of(userId);
    }

    /** How fast clients at an address may connect. */
    SharedRate ofAddress(String address) {
        return addresses.of(address);
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void tell() {
        users.told().forEach(messages -> broker.send(new NodeMessage.Spent(broker.node(), messages)));
        addresses.told().forEach(attempts -> broker.send(new NodeMessage.Tried(broker.node(), attempts)));
    }
}
