package dev.florin.escrow;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.florin.common.api.wallet.LedgerBatch;
import dev.florin.common.api.wallet.LedgerCommandBatch;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Stands in for wallet-service over HTTP: keeps what each id did, and answers repeats the same. */
public class WalletStub implements QuarkusTestResourceLifecycleManager {
    /** What everybody has to spend after a refund. */
    static final BigDecimal AVAILABLE = new BigDecimal("12.50");

    private static final Map<UUID, JsonNode> DONE = new ConcurrentHashMap<>();
    private static final Map<String, BigDecimal> RECEIVED = new ConcurrentHashMap<>();
    private static volatile Mood mood = Mood.WELL;
    private static volatile String frozen = "nobody";
    private static volatile String poor = "nobody";

    /** Whose money cannot be moved, and what is said to that. */
    private static final Map<String, String> REFUSALS = new ConcurrentHashMap<>();

    /** How often each command was asked for. */
    private static final Map<JsonNode, Integer> ASKED = new ConcurrentHashMap<>();

    /** What is left in each hold; none once it has ended. */
    private static final Map<UUID, BigDecimal> HELD = new ConcurrentHashMap<>();

    private static final Map<UUID, BigDecimal> GIVEN_BACK = new ConcurrentHashMap<>();

    private @Nullable HttpServer server;

    /** How it behaves. */
    public enum Mood {
        WELL,
        /** 500, without having done anything. */
        BROKEN,
        /** Does what it is asked to, and dies before it says so. */
        DYING,
        /** Says nothing until it is in another mood. */
        SLOW
    }

    private static final Semaphore SLOWNESS = new Semaphore(1);
    private static volatile boolean knowsBatches = true;

    /** The commands of each request that was done. */
    private static final List<List<JsonNode>> REQUESTS = new CopyOnWriteArrayList<>();

    /** Whether it is as old as to know no batches. */
    public static void knowsBatches(boolean known) {
        knowsBatches = known;
    }

    /** For each request that was done for some of these users: for whom of them, in the order of its commands. */
    public static List<List<String>> requestsFor(List<String> users) {
        return REQUESTS.stream()
                .map(request -> request.stream()
                        .flatMap(steps -> users.stream().filter(user -> concerns(steps, user)))
                        .toList())
                .filter(some -> !some.isEmpty())
                .toList();
    }

    /** The steps of each command that was done and concerns this user, in their order. */
    public static List<JsonNode> commandsFor(String user) {
        return REQUESTS.stream()
                .flatMap(List::stream)
                .filter(steps -> concerns(steps, user))
                .toList();
    }

    /** The steps of each command that was done and has this text in it. */
    public static List<JsonNode> commandsNaming(String text) {
        return REQUESTS.stream()
                .flatMap(List::stream)
                .filter(steps -> steps.toString().contains("\"" + text + "\""))
                .toList();
    }

    public static synchronized void is(Mood other) {
        if (mood == Mood.SLOW) {
            SLOWNESS.release();
        }
        if (other == Mood.SLOW) {
            SLOWNESS.acquireUninterruptibly();
        }
        mood = other;
    }

    /** Refuses whatever this user would get. */
    public static void isFrozen(String user) {
        frozen = user;
    }

    /** Refuses whatever concerns this user with a code; none to be well again. */
    public static void refuses(String user, @Nullable String code) {
        if (code == null) {
            REFUSALS.remove(user);
        } else {
            REFUSALS.put(user, code);
        }
    }

    /** How often each command that concerns this user was asked for. */
    public static List<Integer> asked(String user) {
        return ASKED.entrySet().stream()
                .filter(command -> concerns(command.getKey(), user))
                .map(Map.Entry::getValue)
                .toList();
    }

    /** How often any command was asked for. */
    public static int askedInAll() {
        return ASKED.values().stream().mapToInt(Integer::intValue).sum();
    }

    private static boolean concerns(JsonNode steps, String user) {
        return steps.toString().contains("user:" + user + "\"");
    }

    /** Lets this user set nothing aside. */
    public static void isPoor(String user) {
        poor = user;
    }

    /** What the end of this hold gave back; nothing while it has not ended. */
    public static BigDecimal givenBack(UUID hold) {
        return GIVEN_BACK.getOrDefault(hold, BigDecimal.ZERO);
    }

    /** What is set aside under this hold. */
    public static BigDecimal held(UUID hold) {
        return HELD.getOrDefault(hold, BigDecimal.ZERO);
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
        JsonNode body = Json.mapper().readTree(http.getRequestBody());
        List<JsonNode> commands = body.has("commands")
                ? body.get("commands")
                        .valueStream()
                        .map(one -> one.get("steps"))
                        .toList()
                : List.of(body.get("steps"));
        Mood now = mood;
        commands.forEach(steps -> ASKED.merge(steps, 1, Integer::sum));
        if (now == Mood.SLOW) {
            SLOWNESS.acquireUninterruptibly();
            SLOWNESS.release();
        }
        if (now == Mood.BROKEN) {
            http.sendResponseHeaders(500, -1);
            http.close();
            return;
        }
        if (body.has("commands") && !knowsBatches) {
            http.sendResponseHeaders(404, -1);
            http.close();
            return;
        }
        REQUESTS.add(commands);
        List<LedgerBatch.Results> results = commands.stream()
                .map(steps -> new LedgerBatch.Results(apply(steps)))
                .toList();
        if (now == Mood.DYING) {
            http.close();
            return;
        }
        byte[] said = Json.mapper().writeValueAsBytes(body.has("commands") ? answers(results) : results.getFirst());
        http.sendResponseHeaders(200, said.length);
        http.getResponseBody().write(said);
        http.close();
    }

    private static LedgerCommandBatch.Answers answers(List<LedgerBatch.Results> all) {
        return new LedgerCommandBatch.Answers(all.stream()
                .map(one -> new LedgerCommandBatch.Answer(200, one.results(), null))
                .toList());
    }

    private static @Nullable String refusalOf(JsonNode steps) {
        for (Map.Entry<String, String> refusal : REFUSALS.entrySet()) {
            if (concerns(steps, refusal.getKey())) {
                return refusal.getValue();
            }
        }
        return concerns(steps, frozen) ? "recipient-frozen" : null;
    }

    private static synchronized List<LedgerBatch.Result> apply(JsonNode steps) {
        String refusal = refusalOf(steps);
        List<LedgerBatch.Result> results = new ArrayList<>();
        for (JsonNode step : steps) {
            JsonNode order = step.has("capture") ? step.at("/capture/order") : step.path("reserve");
            UUID id = step.has("release")
                    ? UUID.fromString(step.get("release").textValue())
                    : UUID.fromString((step.has("post") ? step.get("post") : order)
                            .get("id")
                            .textValue());
            String code = refusal != null ? refusal : problemOf(id, step, order);
            BigDecimal available = code == null && step.has("released_for") ? AVAILABLE : null;
            results.add(new LedgerBatch.Result(id, code == null ? "done" : "refused", code, available));
        }
        return results;
    }

    /** Does one step, unless it has done it before or has to refuse it. */
    private static @Nullable String problemOf(UUID id, JsonNode step, JsonNode order) {
        if (step.has("reserve") && order.get("account").textValue().equals("user:" + poor)) {
            return "insufficient-funds";
        }
        if (DONE.containsKey(id) && !step.has("release")) {
            return null;
        }
        if (step.has("capture")) {
            return captured(UUID.fromString(step.at("/capture/hold_id").textValue()), id, step, order);
        }
        if (step.has("post")) {
            DONE.put(id, step);
            JsonNode payment = step.get("post");
            RECEIVED.merge(
                    payment.get("credit").textValue(), payment.get("amount").decimalValue(), BigDecimal::add);
        }
        if (step.has("reserve")) {
            DONE.put(id, step);
            HELD.put(id, order.get("amount").decimalValue());
        }
        if (step.has("release") && HELD.containsKey(id)) {
            GIVEN_BACK.put(id, HELD.remove(id));
        }
        return null;
    }

    private static @Nullable String captured(UUID hold, UUID id, JsonNode step, JsonNode order) {
        BigDecimal amount = order.get("amount").decimalValue();
        BigDecimal left = HELD.get(hold);
        if (left == null) {
            return "hold-not-active";
        }
        if (left.compareTo(amount) < 0) {
            return "hold-exceeded";
        }
        HELD.put(hold, left.subtract(amount));
        DONE.put(id, step);
        RECEIVED.merge(order.get("credit").textValue(), amount, BigDecimal::add);
        return null;
    }
}
