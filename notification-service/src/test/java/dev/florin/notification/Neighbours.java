package dev.florin.notification;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.florin.common.json.Json;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Stands in for the other services, over HTTP. */
public class Neighbours implements QuarkusTestResourceLifecycleManager {
    private static final Map<String, List<String>> PARTIES = new ConcurrentHashMap<>();
    private static final List<String> ASKED = new CopyOnWriteArrayList<>();
    private static volatile boolean escrowIsDown;

    private static final Map<String, Integer> SPENT = new ConcurrentHashMap<>();
    private static final List<List<String>> FIGURES_ASKED = new CopyOnWriteArrayList<>();
    private static final Set<String> BEHIND = ConcurrentHashMap.newKeySet();
    private static final Map<String, Runnable> WHEN_ASKED = new ConcurrentHashMap<>();
    private static volatile boolean walletIsDown;

    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            started.createContext("/internal/escrows", Neighbours::parties);
            started.createContext("/internal/insight/figures", Neighbours::figures);
            started.createContext("/internal/insight/auto-categorize", Neighbours::categorise);
            started.start();
            server = started;
            String url = "http://localhost:" + started.getAddress().getPort();
            // No test is about an answer that does not come; one that comes late is no failure.
            return Map.of("florin.escrow.url", url, "florin.wallet.url", url, "florin.dashboard.timeout", "PT20S");
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

    /** wallet-service has counted so many pending payments of this user. */
    public static void spent(String user, int pending) {
        SPENT.put(user, pending);
    }

    /** Whether wallet-service is still adding up what this user spent long ago, and leaves the user out. */
    public static void isBehind(String user, boolean whether) {
        if (whether) {
            BEHIND.add(user);
        } else {
            BEHIND.remove(user);
        }
    }

    /** What happens while wallet-service is looking for this user's figures, each time. */
    public static void whenAsked(String user, Runnable happens) {
        WHEN_ASKED.put(user, happens);
    }

    public static void walletIsDown(boolean whether) {
        walletIsDown = whether;
    }

    /** How many requests asked for this user's figures. */
    public static long figuresAsked(String user) {
        return FIGURES_ASKED.stream().filter(users -> users.contains(user)).count();
    }

    private static void figures(HttpExchange http) throws IOException {
        List<String> users = new ArrayList<>();
        Json.mapper().readTree(http.getRequestBody()).path("users").forEach(user -> users.add(user.asText()));
        FIGURES_ASKED.add(users);
        users.forEach(user -> WHEN_ASKED.getOrDefault(user, () -> {}).run());
        if (walletIsDown) {
            answer(http, 503, "{}");
        } else {
            answer(
                    http,
                    200,
                    users.stream()
                            .filter(user -> !BEHIND.contains(user))
                            .map(user -> figures(user, SPENT.getOrDefault(user, 0)))
                            .collect(Collectors.joining(",", "{\"figures\":[", "]}")));
        }
    }

    private static String figures(String user, int pending) {
        String transaction = "{\"id\":\"019c1337-0000-7000-8000-000000000001\",\"merchant\":\"McDonald's\","
                + "\"amount\":25.50,\"currency\":\"RON\",\"date\":\"2026-02-04T12:00:00.000Z\","
                + "\"category_guess\":\"food\",\"category_reason\":\"You chose it.\",\"description\":\"BT Pay\"}";
        String recent = "{\"id\":\"019c1337-0000-7000-8000-000000000001\",\"merchant\":\"Lidl\",\"amount\":2.50,"
                + "\"currency\":\"RON\",\"date\":\"2026-02-04T12:00:00.000Z\",\"direction\":\"out\","
                + "\"status\":\"booked\",\"source\":\"bank\",\"category\":null,\"category_reason\":null,"
                + "\"description\":\"card\"}";
        return "{\"user_id\":\"" + user + "\",\"dashboard\":{\"currency\":\"RON\",\"pending_count\":" + pending
                + ",\"pending_amount\":450.75,\"today_transactions\":5,\"today_amount\":150.75,"
                + "\"month_transactions\":87,\"month_amount\":3250.50,\"month_merchants\":8,\"top_merchants\":"
                + "[{\"name\":\"Carrefour\",\"amount\":450.00,\"count\":10}],\"recent_transactions\":[" + recent
                + "]},\"pending\":[" + transaction + "],\"hourly\":[{\"hour\":\"2026-02-04T12:00:00.000Z\","
                + "\"currency\":\"RON\",\"transactions\":1,\"amount\":25.50}],\"categories\":{\"currency\":\"RON\","
                + "\"month\":\"2026-02\",\"categories\":[{\"category\":\"food\",\"amount\":25.50,\"count\":1}]}}";
    }

    private static void categorise(HttpExchange http) throws IOException {
        String user =
                Json.mapper().readTree(http.getRequestBody()).path("user_id").asText();
        answer(http, walletIsDown ? 503 : 200, "{\"categorized\":" + SPENT.getOrDefault(user, 0) + "}");
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
