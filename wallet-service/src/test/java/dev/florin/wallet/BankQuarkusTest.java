package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Jepsen's bank: whoever looks, whenever, sees the same total and nothing below zero. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class BankQuarkusTest {
    private final List<String> people =
            Stream.generate(() -> Some.user("banker")).limit(8).toList();
    private final AtomicBoolean open = new AtomicBoolean(true);

    @Test
    @Tag("slow")
    void aThousandRandomTransfersKeepTheTotal() {
        people.forEach(person -> Api.as(person).wallet("25"));
        String owners = "('" + String.join("','", people) + "')";
        String look = "SELECT sum(posted)::text || ' ' || (min(posted - held) >= 0) FROM account"
                + " WHERE kind = 'wallet' AND owner IN " + owners;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Integer> auditor = CompletableFuture.supplyAsync(() -> watchTotal(look), threads);
            CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(this::watchWallets, threads);
            List<CompletableFuture<Integer>> payers = IntStream.range(0, 16)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> payAround(new Random(i)), threads))
                    .toList();
            int paid = payers.stream().mapToInt(CompletableFuture::join).sum();
            open.set(false);
            assertTrue(paid > 100 && paid < 1_008, paid + " went through: no test of refusals and successes");
            assertTrue(auditor.join() > 10 && reader.join() > 10);
        }
        assertEquals("20000 true", Sql.one(look));
        JsonNode audit =
                Api.asAdmin().get("/api/admin/ledger/audit").expect(200).json();
        assertTrue(audit.get("balanced").booleanValue(), audit.toString());
    }

    private int payAround(Random random) {
        return (int) IntStream.range(0, 63)
                .filter(_ -> {
                    String from = people.get(random.nextInt(people.size()));
                    String to = people.get(random.nextInt(people.size()));
                    ApiAnswer answer = Api.as(from).pay(to, (1 + random.nextInt(30)) + ".00");
                    assertTrue(answer.status() == 201 || answer.status() == 422, answer.text());
                    return answer.status() == 201;
                })
                .count();
    }

    private int watchTotal(String look) {
        int looks = 0;
        while (open.get()) {
            assertEquals("20000 true", Sql.one(look));
            looks++;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return looks;
    }

    private int watchWallets() {
        int looks = 0;
        Random random = new Random(99);
        while (open.get()) {
            JsonNode wallets = Api.as(people.get(random.nextInt(people.size())))
                    .get("/api/wallets")
                    .expect(200)
                    .json()
                    .get("wallets");
            wallets.forEach(wallet ->
                    assertTrue(wallet.get("available_balance").decimalValue().signum() >= 0, wallet.toString()));
            looks++;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        return looks;
    }
}
