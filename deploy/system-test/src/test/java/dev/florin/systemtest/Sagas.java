package dev.florin.systemtest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Callers who make promises about money and keep them: escrows that are funded from the wallet or from outside,
 * released, refunded, disputed; red packets that are claimed, completed, cancelled, left to expire. Whoever gets no
 * answer, or one that says "later", asks again with the same key until there is one.
 */
final class Sagas implements AutoCloseable {
    /** A call may live through several outages, each as long as a service takes to start on a busy machine. */
    private static final Duration ANSWERED_WITHIN = Duration.ofMinutes(4);

    private static final Duration PROGRESS_WITHIN = Duration.ofMinutes(2);
    private static final int PAUSE_MS = 20;
    private static final int KINDS = 6;

    private final Florin florin;
    private final List<Person> people;
    private final Duration rest;
    private final AtomicInteger steps = new AtomicInteger();
    private final AtomicInteger repeats = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final List<Thread> callers = new ArrayList<>();
    private volatile boolean goOn = true;

    /** Each caller begins with another kind, so that all of them are under way at once. */
    Sagas(Florin florin, List<Person> people, int callers, long seed) {
        this(florin, people, callers, Duration.ZERO, seed);
    }

    /** @param rest of a caller after each promise, who leaves the machine to others meanwhile */
    Sagas(Florin florin, List<Person> people, int callers, Duration rest, long seed) {
        this.florin = florin;
        this.rest = rest;
        this.people = List.copyOf(people);
        for (int i = 0; i < callers; i++) {
            int first = i;
            Random random = new Random(seed + i);
            this.callers.add(Thread.ofVirtual().name("promise-" + i).start(() -> run(first, random)));
        }
    }

    private void run(int first, Random random) {
        try {
            for (int kind = first; goOn; kind++) {
                int one = random.nextInt(people.size());
                int other = (one + 1 + random.nextInt(people.size() - 1)) % people.size();
                promise(kind % KINDS, people.get(one), people.get(other));
                LockSupport.parkNanos(rest.toNanos());
            }
        } catch (IllegalStateException | AssertionError e) {
            wrong.add(String.valueOf(e.getMessage()));
        }
    }

    private void promise(int kind, Person one, Person other) {
        switch (kind) {
            case 0 -> inParts(one, other);
            case 1 -> paidFromOutside(one, other);
            case 2 -> disputed(one, other);
            case 3 -> packet(one, other, 3, 3600, true);
            case 4 -> packet(one, other, 1, 3600, false);
            default -> packet(one, other, 2, 2, false);
        }
    }

    private void inParts(Person buyer, Person seller) {
        String escrow = made(buyer, seller);
        once(buyer, escrow + "/fund", null, 200);
        once(buyer, escrow + "/release", amount("3.00"), 200);
        once(seller, escrow + "/refund", amount("2.00"), 200);
        once(buyer, escrow + "/release", Json.object(), 200);
    }

    private void paidFromOutside(Person buyer, Person seller) {
        String escrow = made(buyer, seller);
        String order = once(buyer, escrow + "/payment-link", null, 200)
                .json()
                .path("order_id")
                .asText();
        String report = PaymentProvider.report("payment.captured", order, "pay_" + order, 1_000);
        until(() -> florin.paymentProvider().call("of-" + order, report), 200);
        Answer funded;
        do {
            funded = until(() -> buyer.rest().call("GET", escrow, buyer.token(), null, null), 200);
            pause();
        } while (funded.json().path("status").asText().equals("INITIATED"));
        once(seller, escrow + "/confirm", null, 200);
        once(buyer, escrow + "/confirm", null, 200, 409);
    }

    private void disputed(Person buyer, Person seller) {
        String escrow = made(buyer, seller);
        once(buyer, escrow + "/fund", null, 200);
        once(seller, escrow + "/dispute", Json.object().put("reason", "It is not mine."), 200, 409);
        Person admin = new Person("admin", florin.admin(), buyer.rest());
        ObjectNode split = Json.object().put("outcome", "split").put("release_amount", new BigDecimal("4.00"));
        once(admin, escrow.replace("/api/v1/", "/api/admin/") + "/resolve", split, 200);
    }

    private String made(Person buyer, Person seller) {
        ObjectNode terms = Json.object()
                .put("seller_id", seller.id())
                .put("amount", new BigDecimal("10.00"))
                .put("currency", Person.CURRENCY)
                .put("terms", "a promise")
                .put("fee_basis_points", 100);
        return "/api/v1/escrows/"
                + once(buyer, "/api/v1/escrows", terms, 201)
                        .json()
                        .path("escrow_id")
                        .asText();
    }

    private static ObjectNode amount(String amount) {
        return Json.object().put("amount", new BigDecimal(amount));
    }

    /** One claim; then it is complete, or taken back, or left alone until its time is over. */
    private void packet(Person sender, Person claimer, int shares, int expiresInS, boolean cancelled) {
        ObjectNode packet = Json.object()
                .put("total_amount", 90)
                .put("packet_count", shares)
                .put("mode", "random")
                .put("currency", Person.CURRENCY)
                .put("expires_in", expiresInS);
        JsonNode made = once(sender, "/api/red-packets", packet, 201).json();
        String path = "/api/red-packets/" + made.path("packet_id").asText();
        // Who was kept from it for long comes too late.
        once(claimer, path + "/claim", Json.object(), 200, 409);
        if (cancelled) {
            once(sender, path + "/cancel", Json.object(), 200);
        }
    }

    /** A call of whatever kind. */
    private interface Call {
        Answer now() throws IOException;
    }

    /** The same request until it is answered. */
    private Answer once(Person who, String path, @Nullable ObjectNode body, int... expected) {
        String key = UUID.randomUUID().toString();
        return until(() -> who.rest().call("POST", path, who.token(), body, key), expected);
    }

    private Answer until(Call call, int... expected) {
        long deadline = System.nanoTime() + ANSWERED_WITHIN.toNanos();
        while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
            try {
                Answer answer = call.now();
                if (!isLater(answer)) {
                    steps.incrementAndGet();
                    return answer.expect(expected);
                }
            } catch (IOException e) {
                // Nobody there at the moment, or killed while answering.
            }
            repeats.incrementAndGet();
            pause();
        }
        throw new IllegalStateException("no answer in " + ANSWERED_WITHIN);
    }

    private static boolean isLater(Answer answer) {
        return answer.status() == 502 || answer.status() == 503 || answer.code().equals("idempotency-in-progress");
    }

    private static void pause() {
        LockSupport.parkNanos(
                Duration.ofMillis(PAUSE_MS + ThreadLocalRandom.current().nextInt(PAUSE_MS))
                        .toNanos());
    }

    /** Waits until so many more calls are answered than are now. */
    void awaitMore(int calls) {
        int goal = steps.get() + calls;
        Await.until(PROGRESS_WITHIN, () -> goal + " steps, there are " + this, () -> steps.get() >= goal || isWrong());
        assertNothingWrong();
    }

    /** Waits until somebody was sent away, or got no answer: the outage is felt. */
    void awaitRepeats() {
        int before = repeats.get();
        Await.until(PROGRESS_WITHIN, () -> "a failed call, there are " + this, () -> repeats.get() > before);
    }

    /** Begins no more, and waits for the end of all that was begun. */
    void finish() {
        goOn = false;
        Await.until(
                ANSWERED_WITHIN.plusSeconds(5),
                () -> "the end of the callers, there are " + this,
                () -> callers.stream().noneMatch(Thread::isAlive));
        assertNothingWrong();
    }

    private boolean isWrong() {
        return !wrong.isEmpty();
    }

    private void assertNothingWrong() {
        if (isWrong()) {
            throw new AssertionError("wrong answers: " + List.copyOf(wrong));
        }
    }

    @Override
    public void close() {
        goOn = false;
        callers.forEach(Thread::interrupt);
    }

    @Override
    public String toString() {
        return steps + " steps, " + repeats + " repeats, wrong " + List.copyOf(wrong);
    }
}
