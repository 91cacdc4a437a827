package dev.florin.refund;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.florin.common.api.refund.Refund;
import dev.florin.common.api.refund.RefundBatch;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.api.refund.Refunded;
import dev.florin.common.api.wallet.LedgerRefunds;
import dev.florin.common.json.Json;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Stands in for the owners of what is due, over HTTP; each keeps what it gave back and answers repeats the same. */
public class Owners implements QuarkusTestResourceLifecycleManager {
    public static final Owner WALLET = new Owner();
    public static final Owner ESCROW = new Owner();

    /** When things fall due, if nothing else is said. */
    public static final Instant DUE_AT = Instant.parse("2026-01-02T00:00:00Z");

    /** What the ledger moved, by the movements' ids; wallet-service answers for it. */
    public static final Map<UUID, LedgerRefunds.Item> LEDGER = new ConcurrentHashMap<>();

    private final List<HttpServer> servers = new CopyOnWriteArrayList<>();

    /** How an owner behaves when it is asked to give money back. */
    public enum Mood {
        WELL,
        /** 422 wallet-frozen. */
        FROZEN,
        /** 409 refund-not-due. */
        NOT_DUE,
        /** 500, without having done anything. */
        BROKEN,
        /** Gives the money back, and dies before it says so. */
        DYING,
        /** Gives the money back, and says what nobody understands. */
        CONFUSED,
        /** Does not answer before it is told to. */
        HANGING
    }

    /** One of them. */
    public static final class Owner {
        private final Map<UUID, Refundable> due = new ConcurrentHashMap<>();
        private final Map<UUID, Refund> given = new ConcurrentHashMap<>();
        private final List<UUID> calls = new CopyOnWriteArrayList<>();
        private final List<List<UUID>> together = new CopyOnWriteArrayList<>();
        private final Set<UUID> frozen = ConcurrentHashMap.newKeySet();
        private final AtomicInteger lists = new AtomicInteger();
        private volatile @Nullable UUID cursed;
        private volatile Mood mood = Mood.WELL;
        private volatile boolean isDown;
        private volatile CountDownLatch released = new CountDownLatch(0);

        public void reset() {
            released.countDown();
            due.clear();
            given.clear();
            LEDGER.clear();
            calls.clear();
            together.clear();
            frozen.clear();
            lists.set(0);
            cursed = null;
            mood = Mood.WELL;
            isDown = false;
        }

        public void is(Mood other) {
            if (other == Mood.HANGING) {
                released = new CountDownLatch(1);
            } else {
                released.countDown();
            }
            mood = other;
        }

        public void isDown(boolean whether) {
            isDown = whether;
        }

        /** Owes this from now on. */
        public UUID owes(String user, String kind, String amount, String currency, String reason) {
            Refundable thing = thing(user, kind, amount, currency, reason);
            due.put(thing.id(), thing);
            return thing.id();
        }

        public UUID owes(String user) {
            return owes(user, "purchase", "0.50", "USD", "purchase_timeout");
        }

        public void owes(Refundable thing) {
            due.put(thing.id(), thing);
        }

        /** How often it was asked to give this back. */
        public long calls(UUID id) {
            return calls.stream().filter(id::equals).count();
        }

        /** How often it was asked what is due. */
        public int lists() {
            return lists.get();
        }

        /** What was asked for in one request, request by request; not what was asked for alone. */
        public List<List<UUID>> together() {
            return together;
        }

        /** This one stays due, whatever its mood. */
        public void freezes(UUID id) {
            frozen.add(id);
        }

        /** Every request for several that this is among fails. */
        public void isCursedWith(UUID id) {
            cursed = id;
        }

        /** What it gave back for this. */
        public Refund given(UUID id) {
            Refund refund = given.get(id);
            if (refund == null) {
                throw new AssertionError("nothing was given back for " + id);
            }
            return refund;
        }

        /** From now on it says so. */
        public void gave(Refund refund) {
            given.put(refund.id(), refund);
        }

        /** It knows nothing of it any more. */
        public Refund forgets(UUID id) {
            Refund refund = given(id);
            given.remove(id);
            return refund;
        }

        private void answer(HttpExchange http) throws IOException {
            String path = http.getRequestURI().getPath();
            if (isDown) {
                http.close();
            } else if (path.equals("/internal/refundables")) {
                lists.incrementAndGet();
                String query = http.getRequestURI().getQuery();
                say(http, 200, Json.mapper().writeValueAsString(new Refundable.Due(list(query))));
            } else if (path.equals("/internal/refundables/refunded")) {
                Asked asked = Asked.of(http);
                List<Refunded> page = asked.page(
                        given.values().stream().map(Owners::refunded).toList(), Refunded::refundedAt, Refunded::id);
                String next = asked.next(page, Refunded::refundedAt, Refunded::id);
                say(http, 200, Json.mapper().writeValueAsString(new Refunded.Page(page, next)));
            } else if (path.equals("/internal/ledger/refunds")) {
                Asked asked = Asked.of(http);
                Instant now = Instant.now();
                List<LedgerRefunds.Item> page =
                        asked.page(LEDGER.values(), LedgerRefunds.Item::createdAt, LedgerRefunds.Item::id);
                String next = asked.next(page, LedgerRefunds.Item::createdAt, LedgerRefunds.Item::id);
                say(http, 200, Json.mapper().writeValueAsString(new LedgerRefunds(page, now, next)));
            } else if (path.equals("/internal/refundables/refund")) {
                refundAll(http);
            } else {
                refund(http, UUID.fromString(path.split("/", -1)[4]));
            }
        }

        private List<Refundable> list(String query) {
            Map<String, String> asked = parameters(query);
            Instant after = Instant.parse(asked.getOrDefault("due_after", "1970-01-01T00:00:00Z"));
            int limit = Integer.parseInt(asked.get("limit"));
            return due.values().stream()
                    .filter(thing -> !thing.dueAt().isBefore(after))
                    .sorted(Comparator.comparing(Refundable::dueAt).thenComparing(Refundable::id))
                    .limit(limit)
                    .toList();
        }

        private void refund(HttpExchange http, UUID id) throws IOException {
            Refund.Order order = Json.mapper().readValue(http.getRequestBody(), Refund.Order.class);
            calls.add(id);
            switch (mood) {
                case FROZEN -> say(http, 422, "{\"code\":\"wallet-frozen\"}");
                case NOT_DUE -> say(http, 409, "{\"code\":\"refund-not-due\"}");
                case BROKEN -> say(http, 500, "{\"code\":\"internal\"}");
                case WELL -> say(http, 200, text(giveBack(id, order.refundId())));
                case CONFUSED -> {
                    giveBack(id, order.refundId());
                    say(http, 200, "{\"kind\":");
                }
                case DYING -> {
                    giveBack(id, order.refundId());
                    http.close();
                }
                case HANGING -> {
                    await();
                    say(http, 200, text(giveBack(id, order.refundId())));
                }
            }
        }

        /** The same for several at once; the cursed one breaks the whole. */
        private void refundAll(HttpExchange http) throws IOException {
            List<RefundBatch.RefundOrder> orders = Json.mapper()
                    .readValue(http.getRequestBody(), RefundBatch.class)
                    .items();
            together.add(orders.stream().map(RefundBatch.RefundOrder::id).toList());
            orders.forEach(order -> calls.add(order.id()));
            if (orders.stream().anyMatch(order -> order.id().equals(cursed))) {
                say(http, 500, "{\"code\":\"internal\"}");
                return;
            }
            switch (mood) {
                case FROZEN -> say(http, 200, results(orders, order -> refused(order, 422, "wallet-frozen")));
                case NOT_DUE -> say(http, 200, results(orders, order -> refused(order, 409, "refund-not-due")));
                case BROKEN -> say(http, 500, "{\"code\":\"internal\"}");
                case WELL -> say(http, 200, results(orders, this::given));
                case CONFUSED -> {
                    results(orders, this::given);
                    say(http, 200, "{\"results\":[]}");
                }
                case DYING -> {
                    results(orders, this::given);
                    http.close();
                }
                case HANGING -> {
                    await();
                    say(http, 200, results(orders, this::given));
                }
            }
        }

        /** The frozen ones stay due, whatever becomes of the others. */
        private RefundBatch.RefundResult given(RefundBatch.RefundOrder order) {
            return frozen.contains(order.id())
                    ? refused(order, 422, "wallet-frozen")
                    : new RefundBatch.RefundResult(
                            order.kind(), order.id(), 200, giveBack(order.id(), order.refundId()), null);
        }

        private static RefundBatch.RefundResult refused(RefundBatch.RefundOrder order, int status, String code) {
            return new RefundBatch.RefundResult(order.kind(), order.id(), status, null, code);
        }

        private static String results(
                List<RefundBatch.RefundOrder> orders, Function<RefundBatch.RefundOrder, RefundBatch.RefundResult> what)
                throws IOException {
            return Json.mapper()
                    .writeValueAsString(new RefundBatch.RefundResults(
                            orders.stream().map(what).toList()));
        }

        private void await() {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private Refund giveBack(UUID id, String refundId) {
            Refund first = given.computeIfAbsent(id, _ -> refund(id, refundId));
            due.remove(id);
            return first;
        }

        private Refund refund(UUID id, String refundId) {
            Refundable thing = due.get(id);
            if (thing == null) {
                throw new AssertionError("asked for what is not due: " + id);
            }
            boolean isHeld = thing.kind().equals("withdrawal");
            LedgerRefunds.Item movement = movement(thing.kind(), id, thing.userId(), thing.amount(), thing.currency());
            LEDGER.put(movement.id(), movement);
            return new Refund(
                    thing.kind(),
                    id,
                    refundId,
                    thing.userId(),
                    thing.amount(),
                    thing.currency(),
                    thing.reason(),
                    isHeld ? null : "WhatsApp verification",
                    isHeld ? null : movement.id(),
                    isHeld ? null : new BigDecimal("10.00"),
                    thing.dueAt(),
                    Instant.now());
        }

        private static String text(Refund refund) throws IOException {
            return Json.mapper().writeValueAsString(refund);
        }

        private static void say(HttpExchange http, int status, String body) throws IOException {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            http.getResponseHeaders().add("Content-Type", "application/json");
            http.sendResponseHeaders(status, bytes.length);
            http.getResponseBody().write(bytes);
            http.close();
        }
    }

    /** A movement of the ledger, just now. */
    public static LedgerRefunds.Item movement(
            String kind, UUID thing, String user, BigDecimal amount, String currency) {
        return new LedgerRefunds.Item(
                "refund:" + kind + ":" + thing,
                UUID.randomUUID(),
                "transfer",
                user,
                amount,
                currency,
                Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    private static Refunded refunded(Refund refund) {
        return new Refunded(
                refund.kind(),
                refund.id(),
                refund.refundId(),
                refund.userId(),
                refund.amount(),
                refund.currency(),
                refund.reason(),
                refund.refundedAt().truncatedTo(ChronoUnit.MILLIS));
    }

    /** A request for a page of a list in the order of time. */
    private record Asked(String after, int limit) {
        static Asked of(HttpExchange http) {
            Map<String, String> asked = parameters(http.getRequestURI().getQuery());
            String since = asked.getOrDefault("since", "1970-01-01T00:00:00Z");
            return new Asked(
                    asked.getOrDefault("cursor", place(Instant.parse(since), new UUID(0, 0))),
                    Integer.parseInt(asked.get("limit")));
        }

        private static String place(Instant at, UUID id) {
            return at.toEpochMilli() + "_" + id;
        }

        <T> List<T> page(Collection<T> all, Function<T, Instant> at, Function<T, UUID> id) {
            return all.stream()
                    .filter(one -> place(at.apply(one), id.apply(one)).compareTo(after) > 0)
                    .sorted(Comparator.comparing(one -> place(at.apply(one), id.apply(one))))
                    .limit(limit)
                    .toList();
        }

        /** A full page has another one behind it, be it an empty one. */
        <T> @Nullable String next(List<T> page, Function<T, Instant> at, Function<T, UUID> id) {
            return page.size() < limit ? null : place(at.apply(page.getLast()), id.apply(page.getLast()));
        }
    }

    private static Map<String, String> parameters(String query) {
        return Stream.of(query.split("&", -1))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }

    /** A purchase with that id. */
    public static Refundable again(UUID id, String user) {
        return copy(thing(user, "purchase", "0.50", "USD", "purchase_timeout"), id, DUE_AT);
    }

    /** The same, but due at another time. */
    public static Refundable due(Refundable thing, Instant at) {
        return copy(thing, thing.id(), at);
    }

    private static Refundable copy(Refundable thing, UUID id, Instant dueAt) {
        return new Refundable(
                thing.kind(),
                id,
                thing.userId(),
                thing.amount(),
                thing.currency(),
                thing.reason(),
                dueAt,
                thing.createdAt(),
                thing.expiresAt(),
                thing.claimedAmount(),
                thing.totalAmount());
    }

    /** Something due since the first second of 2026; the claimed part of it is 3 minor units. */
    public static Refundable thing(String user, String kind, String amount, String currency, String reason) {
        BigDecimal major = new BigDecimal(amount);
        return new Refundable(
                kind,
                UUID.randomUUID(),
                user,
                major,
                currency,
                reason,
                DUE_AT,
                Instant.parse("2026-01-01T00:00:00Z"),
                DUE_AT,
                BigInteger.valueOf(3),
                major.unscaledValue().add(BigInteger.valueOf(3)));
    }

    @Override
    public Map<String, String> start() {
        String wallet = serve(WALLET);
        return Map.of(
                "florin.refund.sources.wallet", wallet,
                "florin.refund.sources.escrow", serve(ESCROW),
                "florin.refund.ledger", wallet,
                "florin.refund.source.timeout", "PT5S",
                "florin.refund.back-off", "PT1M",
                "florin.refund.max-tries", "3",
                "florin.refund.operators", "root,boss",
                // Small, so that books have many pages; and nobody has to wait.
                "florin.reconciliation.page", "7",
                "florin.reconciliation.pages", "3",
                "florin.reconciliation.settles", "PT0S");
    }

    private String serve(Owner owner) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", owner::answer);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            servers.add(server);
            return "http://localhost:" + server.getAddress().getPort() + "/";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        WALLET.reset();
        ESCROW.reset();
        servers.forEach(server -> server.stop(0));
    }
}
