package dev.florin.wallet;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.florin.common.json.Json;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** The gateway of a chain, to which withdrawals are handed over. */
public final class GatewayStub implements QuarkusTestResourceLifecycleManager {
    private static final List<Order> ORDERS = new CopyOnWriteArrayList<>();
    private static final Map<String, Integer> STATUSES = new ConcurrentHashMap<>();
    private static volatile int status = 202;

    private @Nullable HttpServer server;

    /** What it was sent. */
    record Order(String body, @Nullable String signature) {
        JsonNode json() {
            try {
                return Json.mapper().readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** How it answers from now on; 202 takes a withdrawal. */
    static void answers(int other) {
        status = other;
    }

    /** How it answers for this withdrawal from now on, whatever it answers for others. */
    static void answers(String withdrawal, int other) {
        STATUSES.put(withdrawal, other);
    }

    /** What it was sent about a withdrawal. */
    static List<Order> orders(String withdrawal) {
        return ORDERS.stream()
                .filter(order -> order.json().get("withdrawal_id").textValue().equals(withdrawal))
                .toList();
    }

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.createContext("/withdrawals", GatewayStub::take);
            started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            started.start();
            server = started;
            return Map.of(
                    "florin.rail.chain-url",
                    "http://localhost:" + started.getAddress().getPort() + "/withdrawals");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void take(HttpExchange http) throws IOException {
        String body = new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Order order = new Order(body, http.getRequestHeaders().getFirst("X-Rail-Signature"));
        String id = order.json().get("withdrawal_id").textValue();
        // Before anybody sees the order, and changes what is answered to the next.
        int answer = STATUSES.getOrDefault(id, status);
        ORDERS.add(order);
        http.sendResponseHeaders(answer, -1);
        http.close();
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }
}
