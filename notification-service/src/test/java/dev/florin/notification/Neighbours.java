package dev.florin.notification;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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

/** Stands in for the other services, over HTTP. */
public class Neighbours implements QuarkusTestResourceLifecycleManager {
    private static final Map<String, List<String>> PARTIES = new ConcurrentHashMap<>();
    private static final List<String> ASKED = new CopyOnWriteArrayList<>();
    private static volatile boolean escrowIsDown;

    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            started.createContext("/internal/escrows", Neighbours::parties);
            started.start();
            server = started;
            return Map.of(
                    "florin.escrow.url",
                    "http://localhost:" + started.getAddress().getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }

    /** escrow-service knows this escrow from now on. */
    public static void escrow(String id, String... parties) {
        PARTIES.put(id, List.of(parties));
    }

    public static void escrowIsDown(boolean whether) {
        escrowIsDown = whether;
    }

    /** How often escrow-service was asked for this escrow. */
    public static long asked(String escrow) {
        return ASKED.stream().filter(escrow::equals).count();
    }

    private static void parties(HttpExchange http) throws IOException {
        String id = http.getRequestURI().getPath().split("/", -1)[3];
        ASKED.add(id);
        List<String> parties = PARTIES.get(id);
        boolean isService = http.getRequestHeaders().getFirst("Authorization").startsWith("Bearer ");
        if (escrowIsDown || !isService) {
            answer(http, 503, "{}");
        } else if (parties == null) {
            answer(http, 404, "{\"code\":\"not-found\"}");
        } else {
            answer(http, 200, Some.json(Map.of("parties", parties)));
        }
    }

    private static void answer(HttpExchange http, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        http.getResponseHeaders().add("Content-Type", "application/json");
        http.sendResponseHeaders(status, body.length);
        http.getResponseBody().write(body);
        http.close();
    }
}
