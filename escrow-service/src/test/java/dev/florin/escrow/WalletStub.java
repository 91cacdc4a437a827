package dev.florin.escrow;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.florin.common.api.wallet.LedgerBatch;
import dev.florin.common.json.Json;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Stands in for wallet-service over HTTP: keeps what each id did, and answers repeats the same. */
public class WalletStub implements QuarkusTestResourceLifecycleManager {
    private static final Map<UUID, JsonNode> DONE = new ConcurrentHashMap<>();
    private static final Map<String, BigDecimal> RECEIVED = new ConcurrentHashMap<>();
    private static volatile Mood mood = Mood.WELL;
    private static volatile String frozen = "nobody";

    private @Nullable HttpServer server;

    /** How it behaves. */
    public enum Mood {
        WELL,
        /** 500, without having done anything. */
        BROKEN,
        /** Does what it is asked to, and dies before it says so. */
        DYING
    }

    public static void is(Mood other) {
        mood = other;
    }

    /** Refuses whatever this user would get. */
    public static void isFrozen(String user) {
        frozen = user;
    }

    /** What was paid to this account in all. */
    public static BigDecimal received(String account) {
        return RECEIVED.getOrDefault(account, BigDecimal.ZERO);
    }

    @Override
    public Map<String, String> start() {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            started.createContext("/internal/ledger/commands", WalletStub::answer);
            started.start();
            server = started;
            return Map.of(
                    "florin.wallet.url",
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

    private static void answer(HttpExchange http) throws IOException {
        JsonNode steps = Json.mapper().readTree(http.getRequestBody()).get("steps");
        Mood now = mood;
        if (now == Mood.BROKEN) {
            http.sendResponseHeaders(500, -1);
            http.close();
            return;
        }
        byte[] said = Json.mapper().writeValueAsBytes(new LedgerBatch.Results(apply(steps)));
        if (now == Mood.DYING) {
            http.close();
            return;
        }
        http.sendResponseHeaders(200, said.length);
        http.getResponseBody().write(said);
        http.close();
    }

    private static synchronized List<LedgerBatch.Result> apply(JsonNode steps) {
        boolean refused = steps.toString().contains("user:" + frozen + "\"");
        List<LedgerBatch.Result> results = new ArrayList<>();
        for (JsonNode step : steps) {
            JsonNode order = step.has("capture") ? step.at("/capture/order") : step.path("reserve");
            UUID id = step.has("release")
                    ? UUID.fromString(step.get("release").textValue())
                    : UUID.fromString((step.has("post") ? step.get("post") : order)
                            .get("id")
                            .textValue());
            if (refused) {
                results.add(new LedgerBatch.Result(id, "refused", "recipient-frozen"));
                continue;
            }
            JsonNode paying = step.has("capture") ? order : step.path("post");
            if (!paying.isMissingNode() && DONE.putIfAbsent(id, step) == null) {
                RECEIVED.merge(
                        paying.get("credit").textValue(), paying.get("amount").decimalValue(), BigDecimal::add);
            }
            results.add(new LedgerBatch.Result(id, "done", null));
        }
        return results;
    }
}
