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
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Nodes meet at a Redis: each hears the channels of the users who are connected to it. A node that could not hear for a
 * while looks at everything when it can again. Without Redis nodes go on and find by their polls what they were not
 * told: frames are late, none is lost, and only what is {@linkplain Place.Passing passing} stays on its node.
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
    private volatile boolean running;
    private volatile boolean connected;
    private @Nullable Thread listener;
    private @Nullable Thread sender;

    RedisBrokerService(Redis redis, Feed feed, Neighbours neighbours, FeedConfig config, MeterRegistry registry) {
        this.redis = redis;
        this.feed = feed;
        this.neighbours = neighbours;
        this.config = config;
        this.shards = new Shards(config.redisChannel());
        this.mailbox = new Mailbox<>(config.mailbox(), this::send);
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
        if (!connected || !mailbox.offer(message)) {
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
            await(redis.batch(requests));
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
        running = true;
        listener = Thread.ofVirtual().name("feed-listener").start(this::listen);
        sender = Thread.ofVirtual().name("feed-sender").start(mailbox::empty);
    }

    void stop() {
        running = false;
        mailbox.close();
        join(listener);
        join(sender);
    }

    private void join(@Nullable Thread thread) {
        try {
            if (thread != null) {
                thread.join(config.redisTimeout());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        Duration backOff = config.backOff();
        while (running) {
            try {
                Ear ear = new Ear(connect());
                backOff = config.backOff();
                hear(ear);
            } catch (IllegalStateException e) {
                LOG.warnf("Not hearing other nodes through Redis, trying again: %s", e.getMessage());
            }
            connected = false;
            if (running) {
                pause(backOff);
                Duration doubled = backOff.multipliedBy(2);
                backOff = doubled.compareTo(config.maxBackOff()) < 0 ? doubled : config.maxBackOff();
            }
        }
    }

    private RedisConnection connect() {
        Future<RedisConnection> connecting = redis.connect();
        try {
            return await(connecting);
        } catch (IllegalStateException e) {
            connecting.onSuccess(RedisConnection::close);
            throw e;
        }
    }

    /** Until the connection is lost, or there is nothing more to hear for. */
    private void hear(Ear ear) {
        try {
            while (running) {
                ear.attendTo(channels());
                look(ear.newlyHeard());
                pause(TURN);
            }
        } finally {
            ear.close();
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
        if (channels.contains(shards.common())) {
            if (!connected) {
                connected = true;
                LOG.info("Hearing other nodes through Redis");
                feed.wake(new Wake(node, true, List.of(), true));
            }
        } else if (!channels.isEmpty()) {
            List<String> users = feed.userIds().stream()
                    .filter(user -> channels.contains(shards.channel(Shards.of(user))))
                    .toList();
            feed.wake(new Wake(node, false, users, false));
        }
    }

    /** One connection that hears: used by one thread, and called back by another. */
    private final class Ear {
        private final RedisConnection connection;
        private final Set<String> asked = new HashSet<>();
        private final Queue<String> confirmed = new ConcurrentLinkedQueue<>();
        private volatile boolean ended;
        private volatile long heardNs = System.nanoTime();
        private long probedNs = heardNs;

        Ear(RedisConnection connection) {
            this.connection = connection;
            connection.exceptionHandler(_ -> ended = true);
            connection.endHandler(_ -> ended = true);
            connection.handler(this::take);
        }

        private void take(Response response) {
            heardNs = System.nanoTime();
            if (response.type() != ResponseType.MULTI && response.type() != ResponseType.PUSH) {
                return;
            }
            switch (response.get(0).toString()) {
                case "message" ->
                    NodeMessage.decoded(response.get(2).toString())
                            .filter(message -> !message.node().equals(node))
                            .ifPresent(neighbours::heard);
                case "subscribe" -> confirmed.add(response.get(1).toString());
                default -> {}
            }
        }

        /** @throws IllegalStateException if there is nothing to be heard any more */
        void attendTo(Set<String> wanted) {
            long now = System.nanoTime();
            if (ended || now - heardNs > 3 * config.redisTimeout().toNanos()) {
                throw new IllegalStateException("the connection was lost");
            }
            Set<String> more = difference(wanted, asked);
            if (now - probedNs > config.redisTimeout().toNanos()) {
                // Asked again for what is heard already, Redis answers: a sign of life.
                probedNs = now;
                more.add(shards.common());
            }
            send(Command.SUBSCRIBE, more);
            send(Command.UNSUBSCRIBE, difference(asked, wanted));
            asked.clear();
            asked.addAll(wanted);
        }

        private void send(Command command, Set<String> channels) {
            if (!channels.isEmpty()) {
                Request request = Request.cmd(command);
                channels.forEach(request::arg);
                await(connection.send(request));
            }
        }

        /** Channels that are heard since this was last asked. */
        Set<String> newlyHeard() {
            Set<String> fresh = new HashSet<>();
            for (String channel = confirmed.poll(); channel != null; channel = confirmed.poll()) {
                fresh.add(channel);
            }
            return fresh;
        }

        void close() {
            connection.close();
        }
    }

    private static Set<String> difference(Set<String> all, Set<String> without) {
        Set<String> rest = new HashSet<>(all);
        rest.removeAll(without);
        return rest;
    }

    private <T extends @Nullable Object> T await(Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(config.redisTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Redis does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            running = false;
        }
    }
}
