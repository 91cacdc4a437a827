package dev.florin.notification;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The other services, as far as operators ask them; they answer what a test wants, or do not answer at all. */
public class OtherServices implements QuarkusTestResourceLifecycleManager {
    private static final Map<String, Answer> ANSWERS = new ConcurrentHashMap<>();
    private static final Map<String, String> TOKENS = new ConcurrentHashMap<>();

    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable HttpServer server;

    private record Answer(int status, String body) {}

    static void answer(String path, int status, String body) {
        ANSWERS.put(path, new Answer(status, body));
    }

    /** From now on they take the question and say nothing. */
    static void hang(String path) {
        ANSWERS.remove(path);
    }

    /** Who asked last. */
    static String authorization(String path) {
        return TOKENS.getOrDefault(path, "");
    }

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            started.createContext("/", this::handle);
            started.start();
            server = started;
            String url = "http://127.0.0.1:" + started.getAddress().getPort();
            return Map.of(
                    "florin.system.wallet-url",
                    url,
                    "florin.system.escrow-url",
                    url + "/",
                    "florin.system.refund-url",
                    url,
                    // A machine that holds its breath for a second is no answer that is missing.
                    "florin.system.timeout",
                    "PT3S");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        TOKENS.put(path, exchange.getRequestHeaders().getFirst("Authorization"));
        Answer answer = ANSWERS.get(path);
        if (answer == null) {
            try {
                stopped.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
            return;
        }
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void stop() {
        stopped.countDown();
        if (server != null) {
            server.stop(0);
        }
    }
}
