package dev.florin.notification.feed;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Nodes meet at a Redis: each hears the channels of the users who are connected to it. A node that could not hear for a
 * while looks at everything when it can again, and one that was not heard says so. Without Redis nodes go on and find
 * by their polls what they were not told: frames are late, none is lost, and only what is {@linkplain Place.Passing
 * passing} stays on its node.
 */
@Singleton
@Typed(RedisBrokerService.class)
public class RedisBrokerService implements Broker {
    private static final Logger LOG = Logger.getLogger(RedisBrokerService.class);

    /** Between two looks for whose users have to be heard. */
    private static final Duration TURN = Duration.ofMillis(100);

    private final Redis redis;
    private final Feed feed;
    private final Neighbours neighbours;
    private final FeedConfig config;
    private final Shards shards;
    private final Mailbox<NodeMessage> mailbox;
    private final Counter lost;
    private final String node = UUID.randomUUID().toString();
    private final BrokerThreads threads;
    private volatile boolean connected;

    RedisBrokerService(Redis redis, Feed feed, Neighbours neighbours, FeedConfig config, MeterRegistry registry) {
        this.redis = redis;
        this.feed = feed;
        this.neighbours = neighbours;
        this.config = config;
        this.shards = new Shards(config.redisChannel());
        this.mailbox = new Mailbox<>(config.mailbox(), this::send, NodeMessage::isMissed);
        this.threads = new BrokerThreads(mailbox, this::hear, config);
        this.lost = registry.counter("broker_messages_lost");
        if (config.broker() == FeedConfig.BrokerKind.REDIS) {
            Gauge.builder("broker_connected", this, broker -> broker.isConnected() ? 1 : 0)
                    .description("Whether this node hears the others through Redis")
                    .register(registry);
        }
    }

    /** Redis knows nothing of the transaction. */
    @Override
    public void tell(Connection transaction, Wake wake) {}

    @Override
    public void told(Wake wake) {
        send(wake);
    }

    @Override
    public void send(NodeMessage message) {
        if (!connected) {
            mailbox.lost(message);
            lost.increment();
        } else if (!mailbox.offer(message)) {
            lost.increment();
        }
    }

    @Override
    public String node() {
        return node;
    }

    /** Whether this node hears the others at the moment. */
    public boolean isConnected() {
        return connected;
    }

    private void send(List<NodeMessage> messages) {
        List<Request> requests = new ArrayList<>();
        for (NodeMessage message : messages) {
            shards.addressed(message)
                    .forEach((channel, part) -> requests.add(
                            Request.cmd(Command.PUBLISH).arg(channel).arg(part.encoded())));
        }
        if (!requests.isEmpty()) {
            RedisEarClient.await(redis.batch(requests), config.redisTimeout());
        }
    }

    void start(@Observes StartupEvent event) {
        if (config.broker() == FeedConfig.BrokerKind.REDIS) {
            start();
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    void start() {
        threads.start();
    }

    void stop() {
        threads.stop(config.redisTimeout());
    }

    /** Until the connection is lost, or there is nothing more to hear for. */
    private void hear() throws InterruptedException {
        RedisEarClient ear = new RedisEarClient(connect(), config.redisTimeout(), this::heard);
        try {
            threads.connected();
            while (threads.isRunning()) {
                ear.attendTo(channels());
                look(ear.newlyConfirmed());
                if (connected) {
                    mailbox.confess(new NodeMessage.Unheard(node));
                }
                Thread.sleep(TURN);
            }
        } finally {
            connected = false;
            ear.close();
        }
    }

    private RedisConnection connect() {
        Future<RedisConnection> connecting = redis.connect();
        try {
            return RedisEarClient.await(connecting, config.redisTimeout());
        } catch (IllegalStateException e) {
            connecting.onSuccess(RedisConnection::close);
            throw e;
        }
    }

    private Set<String> channels() {
        Set<String> wanted = new HashSet<>();
        wanted.add(shards.common());
        feed.userIds().forEach(user -> wanted.add(shards.channel(Shards.of(user))));
        return wanted;
    }

    /** What was said on these channels before they were heard is looked for. */
    private void look(Set<String> channels) {
        if (!connected && channels.contains(shards.common())) {
            connected = true;
            LOG.info("Hearing other nodes through Redis");
            feed.wake(new Wake(node, true, List.of(), true));
            neighbours.gap(List.copyOf(feed.userIds()));
            return;
        }
        List<String> users = channels.isEmpty()
                ? List.of()
                : feed.userIds().stream()
                        .filter(user -> channels.contains(shards.channel(Shards.of(user))))
                        .toList();
        if (!users.isEmpty()) {
            feed.wake(new Wake(node, false, users, false));
            neighbours.gap(users);
        }
    }

    private void heard(String payload) {
        NodeMessage.decoded(payload)
                .filter(message -> !message.node().equals(node))
                .ifPresent(neighbours::heard);
    }
}
