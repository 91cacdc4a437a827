package dev.florin.benchmark;

import dev.florin.local.Service;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Users with a filled wallet each, and the transfers between them. Everything goes through REST. */
final class Wallets {
    private static final int HOT = 0;
    private static final int SET_UP_S = 120;
    private static final int DEPOSITS_PER_CALL = 500;

    private final People people;
    private final AtomicInteger keys = new AtomicInteger();

    private Wallets(People people) {
        this.people = people;
    }

    /** Opens a wallet for everyone and puts money into it. */
    static Wallets open(Generator generator, Subject subject, People people) {
        int port = subject.port(Service.WALLET);
        everyOne(
                generator,
                port,
                people.count(),
                user -> Http.post("/api/wallets", people.token(user), Http.JSON, "", "{\"currency\":\"USD\"}"));
        int calls = (people.count() + DEPOSITS_PER_CALL - 1) / DEPOSITS_PER_CALL;
        everyOne(
                generator,
                port,
                calls,
                call -> batch(people, Math.min(DEPOSITS_PER_CALL, people.count() - call * DEPOSITS_PER_CALL), i -> {
                    int user = call * DEPOSITS_PER_CALL + i;
                    return movement("system:world", "user:" + People.name(user), "1000000.00", "benchmark_funding");
                }));
        return new Wallets(people);
    }

    private static void everyOne(Generator generator, int port, int count, OpenLoop.Numbered requests) {
        int[] failures = {0};
        int missing = OpenLoop.run(
                generator, port, 16, 1e6, count, SET_UP_S, requests, (number, dueNs, doneNs, status, body) -> {
                    if (status / 100 != 2) {
                        if (failures[0]++ == 0) {
                            System.err.println("  answered " + status + ": " + body.toString(StandardCharsets.UTF_8));
                        }
                    }
                });
        if (failures[0] + missing > 0) {
            throw new IllegalStateException(failures[0] + missing + " requests of the set-up failed");
        }
    }

    /** Waits until the deposits of the set-up are told: they are not what is measured. */
    void awaitTold(Subject subject) {
        long deadline = System.nanoTime() + SET_UP_S * 1_000_000_000L;
        while (subject.number(Service.WALLET.database(), "SELECT count(*) FROM outbox") > 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the outbox does not empty");
            }
            LockSupport.parkNanos(50_000_000);
        }
    }

    People people() {
        return people;
    }

    /** Transfers between any two. */
    Requests spread() {
        return () -> transfer(anyone(), anyone(), "b-" + keys.incrementAndGet());
    }

    /** As {@link #spread}, but every other one goes to the same wallet. */
    Requests halfToOne() {
        return () -> {
            int number = keys.incrementAndGet();
            return transfer(anyone(), number % 2 == 0 ? HOT : anyone(), "b-" + number);
        };
    }

    /** @param message tells the recipient which transfer it is, and serves as its key */
    ByteBuf transfer(int sender, int recipient, String message) {
        return transfer(sender, recipient, message, message);
    }

    /** @param message tells the recipient which transfer it is, among those that are under way */
    ByteBuf transfer(int sender, int recipient, String key, String message) {
        int other = sender == recipient ? (recipient + 1) % people.count() : sender;
        String body = "{\"recipient_id\":\"" + People.name(recipient) + "\",\"amount\":" + amount()
                + ",\"currency\":\"USD\",\"message\":\"" + message + "\"}";
        return Http.post("/api/wallet/transfers", people.token(other), Http.JSON, "key-" + key, body);
    }

    /** One internal call with so many transfers. */
    Requests batches(int size) {
        return () -> batch(
                people,
                size,
                _ -> movement("user:" + People.name(anyone()), "user:" + People.name(anyone()), amount(), "benchmark"));
    }

    private int anyone() {
        return 1 + ThreadLocalRandom.current().nextInt(people.count() - 1);
    }

    private static String amount() {
        int cents = ThreadLocalRandom.current().nextInt(1, 1000);
        return String.format(Locale.ROOT, "%d.%02d", cents / 100, cents % 100);
    }

    private interface Movement {
        String json(int index);
    }

    private static ByteBuf batch(People people, int size, Movement movements) {
        StringBuilder body = new StringBuilder("{\"mode\":\"independent\",\"transfers\":[");
        for (int i = 0; i < size; i++) {
            body.append(i == 0 ? "" : ",").append(movements.json(i));
        }
        return Http.post("/internal/ledger/transfers", people.serviceToken(), Http.JSON, "", body.append("]}"));
    }

    private static String movement(String debit, String credit, String amount, String type) {
        String to = debit.equals(credit) ? "user:" + People.name(HOT) : credit;
        return "{\"id\":\"" + Events.id() + "\",\"debit\":\"" + debit + "\",\"credit\":\"" + to + "\",\"amount\":"
                + amount + ",\"currency\":\"USD\",\"type\":\"" + type + "\"}";
    }
}
