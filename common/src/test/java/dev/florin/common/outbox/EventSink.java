package dev.florin.common.outbox;

import com.fasterxml.jackson.core.type.TypeReference;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Stands in for notification-service: accepts events, refuses them, fails or hangs, as it is told. */
final class EventSink implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Integer> nextAnswers = new ArrayDeque<>();
    private final Map<String, Integer> refusedTopics = new HashMap<>();
    private final List<List<String>> batches = new ArrayList<>();
    private final List<Long> arrivals = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private @Nullable CountDownLatch block;
    private Runnable onRequest = () -> {};
    private String contentType = "";
    private String authorization = "";

    EventSink() {
        this(0);
    }

    EventSink(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/internal/events", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://" + server.getAddress().getHostString() + ":" + port();
    }

    synchronized void answerNext(int... statuses) {
        IntStream.of(statuses).forEach(nextAnswers::add);
    }

    /** Refuses every batch that has an event of this row. */
    synchronized void refuse(String row, int status) {
        refusedTopics.put(row, status);
    }

    synchronized void blockNextOn(CountDownLatch latch) {
        block = latch;
    }

    synchronized void onRequest(Runnable check) {
        onRequest = check;
    }

    /** The topics of all accepted events, in the order in which they came. */
    synchronized List<String> accepted() {
        return batches.stream().flatMap(List::stream).toList();
    }

    synchronized List<List<String>> batches() {
        return List.copyOf(batches);
    }

    synchronized int requests() {
        return arrivals.size();
    }

    /** Time between one request and the next. */
    synchronized List<Duration> gaps() {
        return IntStream.range(1, arrivals.size())
                .mapToObj(i -> Duration.ofNanos(arrivals.get(i) - arrivals.get(i - 1)))
                .toList();
    }

    synchronized List<Throwable> failures() {
        return List.copyOf(failures);
    }

    synchronized String contentType() {
        return contentType;
    }

    synchronized String authorization() {
        return authorization;
    }

    private void answer(HttpExchange exchange) throws IOException {
        List<String> topics =
                Json.mapper().readValue(exchange.getRequestBody(), new TypeReference<List<EventEnvelope>>() {}).stream()
                        .map(event -> String.valueOf(event.topic()))
                        .toList();
        CountDownLatch latch = arrived(exchange);
        if (latch != null) {
            try {
                latch.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        exchange.sendResponseHeaders(decide(topics), -1);
        exchange.close();
    }

    private synchronized @Nullable CountDownLatch arrived(HttpExchange exchange) {
        arrivals.add(System.nanoTime());
        contentType = exchange.getRequestHeaders().getFirst("Content-Type");
        authorization = exchange.getRequestHeaders().getFirst("Authorization");
        try {
            onRequest.run();
        } catch (AssertionError e) {
            failures.add(e);
        }
        CountDownLatch latch = block;
        block = null;
        return latch;
    }

    private synchronized int decide(List<String> topics) {
        Integer told = nextAnswers.poll();
        int status = told != null
                ? told
                : topics.stream()
                        .map(topic -> refusedTopics.get(topic.substring(0, topic.indexOf('#'))))
                        .filter(refusal -> refusal != null)
                        .findFirst()
                        .orElse(202);
        if (status == 202) {
            batches.add(topics);
        }
        return status;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
