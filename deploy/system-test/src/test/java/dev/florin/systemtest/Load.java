package dev.florin.systemtest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Callers who pay at random, each one order after the other. Whoever gets no answer, or one that says "later", asks
 * again with the same key until there is one; everything that was answered is written down.
 */
final class Load implements AutoCloseable {
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(90);
    private static final Duration PROGRESS_WITHIN = Duration.ofSeconds(60);
    private static final int PAUSE_MS = 20;

    /** One order in so many asks for more than there is. */
    private static final int HOPELESS_ONE_IN = 20;

    private static final String ALL_THE_MONEY = "100000000.00";
    private static final int LARGEST_CENTS = 100;

    private final List<Person> people;
    private final List<Rest> doors;
    private final AtomicInteger ordersLeft;
    private final Map<String, String> acknowledged = new ConcurrentSkipListMap<>();
    private final Map<String, String> refused = new ConcurrentSkipListMap<>();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> repeats = new ConcurrentHashMap<>();
    private final List<Thread> callers = new ArrayList<>();

    private Load(List<Person> people, List<Rest> doors, int callers, int orders, long seed) {
        this.people = List.copyOf(people);
        this.doors = List.copyOf(doors);
        this.ordersLeft = new AtomicInteger(orders);
        for (int i = 0; i < callers; i++) {
            Random random = new Random(seed + i);
            this.callers.add(Thread.ofVirtual().name("caller-" + i).start(() -> call(random)));
        }
    }

    /** Callers without end, through the people's own address. */
    static Load endless(List<Person> people, int callers, long seed) {
        return new Load(people, List.of(people.getFirst().rest()), callers, Integer.MAX_VALUE, seed);
    }

    /** So many orders, each call through one of these addresses. */
    static Load of(int orders, List<Person> people, List<Rest> doors, int callers, long seed) {
        return new Load(people, doors, callers, orders, seed);
    }

    private void call(Random random) {
        while (ordersLeft.getAndDecrement() > 0) {
            int sender = random.nextInt(people.size());
            int recipient = (sender + 1 + random.nextInt(people.size() - 1)) % people.size();
            boolean hopeless = random.nextInt(HOPELESS_ONE_IN) == 0;
            String amount = hopeless ? ALL_THE_MONEY : "0.%02d".formatted(1 + random.nextInt(LARGEST_CENTS - 1));
            Order order = Order.of(people.get(sender), people.get(recipient), amount);
            if (!untilAnswered(order, hopeless)) {
                return;
            }
            // A person, not a benchmark: the machine has restarts to do meanwhile.
            rest();
        }
    }

    private boolean untilAnswered(Order order, boolean hopeless) {
        long deadline = System.nanoTime() + ANSWERED_WITHIN.toNanos();
        while (System.nanoTime() < deadline) {
            Rest door = doors.get(ThreadLocalRandom.current().nextInt(doors.size()));
            try {
                Answer answer = order.sender().through(door).attempt(order);
                if (isLater(answer)) {
                    count(answer.status() + " " + answer.code());
                } else {
                    return settle(order, hopeless, answer);
                }
            } catch (IOException e) {
                count(e.getClass().getSimpleName());
            }
            if (Thread.currentThread().isInterrupted()) {
                wrong.add("interrupted with " + order.key());
                return false;
            }
            LockSupport.parkNanos(
                    Duration.ofMillis(PAUSE_MS + ThreadLocalRandom.current().nextInt(PAUSE_MS))
                            .toNanos());
        }
        wrong.add("no answer to " + order.key() + " in " + ANSWERED_WITHIN);
        return false;
    }

    /** The answers after which a client repeats its request; each of them has to be a whole problem. */
    static boolean isLater(Answer answer) {
        return switch (answer.status()) {
            case 502, 503 -> answer.isProblem();
            case 409 -> answer.code().equals("idempotency-in-progress");
            default -> false;
        };
    }

    private boolean settle(Order order, boolean hopeless, Answer answer) {
        if (!hopeless && answer.status() == 201) {
            JsonNode transfer = answer.json();
            if (!order.isAnsweredBy(transfer)) {
                wrong.add("half an answer to " + order + ": " + transfer);
            }
            acknowledged.put(transfer.path("transfer_id").asText(), order.memo());
        } else if (hopeless && answer.status() == 422 && answer.code().equals("insufficient-funds")) {
            refused.put(order.memo(), order.key());
        } else {
            wrong.add(order + " was answered " + answer.status() + " " + answer.body());
        }
        return wrong.isEmpty();
    }

    private static void rest() {
        LockSupport.parkNanos(Duration.ofMillis(ThreadLocalRandom.current().nextInt(2 * PAUSE_MS))
                .toNanos());
    }

    private void count(String reason) {
        repeats.computeIfAbsent(reason, _ -> new LongAdder()).increment();
    }

    /** Waits until so many more transfers are acknowledged than are now. */
    void awaitMore(int transfers) {
        int goal = acknowledged.size() + transfers;
        Await.until(
                PROGRESS_WITHIN,
                () -> goal + " transfers, there are " + this,
                () -> acknowledged.size() >= goal || !wrong.isEmpty());
        assertNothingWrong();
    }

    /** Waits until somebody was sent away, or got no answer: the outage is felt. */
    void awaitRepeats() {
        long before = repeats();
        Await.until(PROGRESS_WITHIN, () -> "a failed call, there are " + this, () -> repeats() > before);
    }

    long repeats() {
        return repeats.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** Begins no more orders, and waits for the answers to all that were begun. */
    void finish() {
        ordersLeft.set(0);
        awaitEnd();
    }

    /** Waits for all orders to be answered. */
    void awaitEnd() {
        Await.until(
                ANSWERED_WITHIN.plusSeconds(5),
                () -> "the end of the callers, there are " + this,
                () -> callers.stream().noneMatch(Thread::isAlive));
        assertNothingWrong();
    }

    private void assertNothingWrong() {
        if (!wrong.isEmpty()) {
            throw new AssertionError(wrong.size() + " wrong answers: " + List.copyOf(wrong));
        }
    }

    /** The message of each acknowledged transfer, by its id. */
    Map<String, String> acknowledged() {
        return Map.copyOf(acknowledged);
    }

    /** The messages of all orders that were refused. */
    List<String> refused() {
        return List.copyOf(refused.keySet());
    }

    List<Person> people() {
        return people;
    }

    @Override
    public void close() {
        ordersLeft.set(0);
        callers.forEach(Thread::interrupt);
    }

    @Override
    public String toString() {
        return acknowledged.size() + " acknowledged, " + refused.size() + " refused, repeats " + repeats + ", wrong "
                + List.copyOf(wrong);
    }
}
