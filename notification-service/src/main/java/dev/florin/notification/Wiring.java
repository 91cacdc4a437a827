package dev.florin.notification;

import dev.florin.common.trace.Traces;
import dev.florin.notification.dialect.BalanceDialect;
import dev.florin.notification.dialect.EscrowDialect;
import dev.florin.notification.dialect.EventStreamDialect;
import dev.florin.notification.dialect.LiveDialect;
import dev.florin.notification.dialect.NotificationsDialect;
import dev.florin.notification.dialect.NotifyDialect;
import dev.florin.notification.dialect.PollDialect;
import dev.florin.notification.feed.Broker;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.FeedConfig;
import dev.florin.notification.feed.FeedLimits;
import dev.florin.notification.feed.FeedMeters;
import dev.florin.notification.feed.Neighbours;
import dev.florin.notification.feed.PostgresBrokerService;
import dev.florin.notification.feed.RedisBrokerService;
import dev.florin.notification.inbox.HistoryService;
import dev.florin.notification.socket.SocketConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** Hands the plain classes of this service to the container. */
@Singleton
public class Wiring {
    @Produces
    @Singleton
    NotificationsDialect notificationsDialect() {
        return new NotificationsDialect();
    }

    @Produces
    @Singleton
    BalanceDialect balanceDialect() {
        return new BalanceDialect();
    }

    @Produces
    @Singleton
    EventStreamDialect eventStreamDialect(HistoryService history) {
        return new EventStreamDialect(history::epoch);
    }

    @Produces
    @Singleton
    EscrowDialect escrowDialect() {
        return new EscrowDialect();
    }

    @Produces
    @Singleton
    PollDialect pollDialect() {
        return new PollDialect();
    }

    @Produces
    @Singleton
    LiveDialect liveDialect() {
        return new LiveDialect();
    }

    @Produces
    @Singleton
    NotifyDialect notifyDialect() {
        return new NotifyDialect();
    }

    @Produces
    @Singleton
    FeedMeters feedMeters(
            MeterRegistry registry,
            NotificationsDialect notifications,
            BalanceDialect balance,
            EscrowDialect escrow,
            LiveDialect live,
            NotifyDialect notify,
            EventStreamDialect events,
            PollDialect polls,
            Traces traces) {
        return new FeedMeters(registry, List.of(notifications, balance, escrow, live, notify, events, polls), traces);
    }

    @Produces
    @Singleton
    Broker broker(FeedConfig config, PostgresBrokerService postgres, RedisBrokerService redis) {
        return switch (config.broker()) {
            case POSTGRES -> postgres;
            case REDIS -> redis;
        };
    }

    @Produces
    @Singleton
    Neighbours neighbours() {
        return new Neighbours();
    }

    @Produces
    @Singleton
    Feed feed(
            HistoryService history,
            Neighbours neighbours,
            SocketConfig config,
            FeedMeters meters,
            MeterRegistry registry,
            Clock clock,
            @VirtualThreads ExecutorService virtualThreads) {
        FeedLimits limits = new FeedLimits(
                config.maxConnections(),
                config.maxConnectionsPerNode(),
                config.maxConnectionsPerUser(),
                config.queueBytes(),
                config.heartbeatInterval(),
                config.missedHeartbeats());
        Feed feed = new Feed(history, limits, meters, clock, virtualThreads);
        feed.listen(neighbours);
        Gauge.builder("ws_connections", feed, Feed::connections)
                .description("Connections to this node")
                .register(registry);
        Gauge.builder("ws_connections_free", feed, Feed::free)
                .description("So many more connections this node would take, as far as it knows the other nodes")
                .register(registry);
        Gauge.builder("ws_connections_limit", config, SocketConfig::maxConnections)
                .description("More than so many connections to all nodes together are refused")
                .register(registry);
        Gauge.builder("ws_connections_node_limit", config, SocketConfig::maxConnectionsPerNode)
                .description("More than so many connections to this node are refused")
                .register(registry);
        return feed;
    }
}
