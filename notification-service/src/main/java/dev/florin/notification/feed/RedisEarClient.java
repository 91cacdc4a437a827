package dev.florin.notification.feed;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.time.Duration;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection to Redis that hears some channels: used by one thread, and called back on an event loop. */
final class RedisEarClient {
    /** Answers that may be missing before the connection counts as lost. */
    private static final int MISSED_ANSWERS = 3;

    private final RedisConnection connection;
    private final Duration timeout;
    private final Consumer<String> heard;
    private final Set<String> asked = new HashSet<>();
    private final Set<String> attended = new HashSet<>();
    private final Queue<String> confirmed = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;
    private volatile long heardNs = System.nanoTime();
    private long probedNs = heardNs;

    /**
     * @param timeout how long Redis has to answer
     * @param heard is given each message; must not block
     */
    RedisEarClient(RedisConnection connection, Duration timeout, Consumer<String> heard) {
        this.connection = connection;
        this.timeout = timeout;
        this.heard = heard;
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
            case "message" -> heard.accept(response.get(2).toString());
            case "subscribe" -> confirmed.add(response.get(1).toString());
            default -> {}
        }
    }

    /**
     * Hears these channels from now on, at least one, and no others.
     *
     * @throws IllegalStateException if the connection is lost
     */
    void attendTo(Set<String> wanted) {
        long now = System.nanoTime();
        if (ended || now - heardNs > MISSED_ANSWERS * timeout.toNanos()) {
            throw new IllegalStateException("the connection was lost");
        }
        Set<String> more = difference(wanted, asked);
        if (more.isEmpty() && now - probedNs > timeout.toNanos()) {
            // Asked again for what is heard already, Redis answers: a sign of life.
            more.addAll(wanted.stream().limit(1).toList());
        }
        if (!more.isEmpty()) {
            probedNs = now;
        }
        send(Command.SUBSCRIBE, more);
        send(Command.UNSUBSCRIBE, difference(asked, wanted));
        asked.clear();
        asked.addAll(wanted);
        attended.retainAll(wanted);
    }

    private void send(Command command, Set<String> channels) {
        if (!channels.isEmpty()) {
            Request request = Request.cmd(command);
            channels.forEach(request::arg);
            await(connection.send(request), timeout);
        }
    }

    /** Channels that are heard now and were not when this was last asked. */
    Set<String> newlyConfirmed() {
        Set<String> fresh = new HashSet<>();
        for (String channel = confirmed.poll(); channel != null; channel = confirmed.poll()) {
            // One that came late, of a channel that was given up meanwhile, says nothing about the next time.
            if (asked.contains(channel) && attended.add(channel)) {
                fresh.add(channel);
            }
        }
        return fresh;
    }

    void close() {
        connection.close();
    }

    private static Set<String> difference(Set<String> all, Set<String> without) {
        Set<String> rest = new HashSet<>(all);
        rest.removeAll(without);
        return rest;
    }

    /** @throws IllegalStateException if it fails, or takes longer than that */
    static <T extends @Nullable Object> T await(Future<T> future, Duration timeout) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Redis does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
