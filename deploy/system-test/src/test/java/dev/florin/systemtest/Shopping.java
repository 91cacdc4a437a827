package dev.florin.systemtest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Somebody who buys what is never delivered, one thing after the other, and asks again with the same key until there is
 * an answer. All of it has to come back.
 */
final class Shopping implements AutoCloseable {
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(90);
    private static final Duration PAUSE = Duration.ofMillis(300);
    private static final int DELIVERED_WITHIN_S = 1;

    private final List<Person> people;
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private final AtomicInteger bought = new AtomicInteger();
    private final Thread buyer;
    private volatile boolean goOn = true;

    Shopping(List<Person> people, long seed) {
        this.people = List.copyOf(people);
        Random random = new Random(seed);
        this.buyer = Thread.ofVirtual().name("buyer").start(() -> buyAll(random));
    }

    private void buyAll(Random random) {
        while (goOn && buy(people.get(random.nextInt(people.size())))) {
            bought.incrementAndGet();
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean buy(Person person) {
        ObjectNode wish = Json.object()
                .put("type", "sms_purchase")
                .put("amount", new BigDecimal("0.50"))
                .put("currency", Person.CURRENCY)
                .put("service", "WhatsApp")
                .put("description", "WhatsApp verification (US)")
                .put("timeout_seconds", DELIVERED_WITHIN_S);
        String key = UUID.randomUUID().toString();
        long deadline = System.nanoTime() + ANSWERED_WITHIN.toNanos();
        while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted()) {
            try {
                Answer answer = person.rest().call("POST", "/api/wallet/purchases", person.token(), wish, key);
                if (!Load.isLater(answer)) {
                    answer.expect(201);
                    return true;
                }
            } catch (IOException e) {
                // Nobody there at the moment.
            } catch (AssertionError e) {
                wrong.add(String.valueOf(e.getMessage()));
                return false;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        wrong.add("no answer to " + key + " in " + ANSWERED_WITHIN);
        return false;
    }

    /** Buys no more. @return how much was bought */
    int finish() {
        goOn = false;
        Await.until(ANSWERED_WITHIN.plusSeconds(5), "the end of the buyer", () -> !buyer.isAlive());
        if (!wrong.isEmpty()) {
            throw new AssertionError("wrong answers: " + List.copyOf(wrong));
        }
        return bought.get();
    }

    @Override
    public void close() {
        goOn = false;
        buyer.interrupt();
    }
}
