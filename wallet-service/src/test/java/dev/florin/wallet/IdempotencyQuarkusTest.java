package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One key, one movement of money, one answer. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class IdempotencyQuarkusTest {
    private final String alice = Some.user("alice");
    private final String bob = Some.user("bob");
    private final Api api = Api.as(alice);
    private final String key = UUID.randomUUID().toString();
    private UUID wallet = Some.id(0);
    private UUID bobs = Some.id(0);

    @BeforeEach
    void openWallets() {
        wallet = api.wallet("100");
        bobs = Api.as(bob).wallet("0");
    }

    private void hasLeft(String dollars) {
        assertEquals(new BigDecimal(dollars), api.available(wallet));
    }

    private static void isReplay(ApiAnswer first, ApiAnswer again) {
        assertEquals(first.status(), again.status());
        assertArrayEquals(first.response().body(), again.response().body(), first.text() + again.text());
        assertEquals(first.header("Content-Type"), again.header("Content-Type"));
        assertFalse(first.isReplayed());
        assertTrue(again.isReplayed(), "a replay says that it is one");
    }

    @Test
    void aPaymentIsAnsweredTheSameForEver() {
        ApiAnswer first = api.pay(key, bob, "12.50").expect(201);
        api.pay(bob, "7").expect(201);
        isReplay(first, api.pay(key, bob, "12.50"));
        isReplay(first, api.pay(key, bob, "12.5"));
        hasLeft("80.50");
    }

    @Test
    void aMessageComesBackLetterByLetter() {
        String body = "{\"recipient_id\":\"" + bob
                + "\",\"amount\":\"1\",\"currency\":\"USD\",\"message\":\"Zażółć \\\"g\\\" \\\\u0000 \\u0007 🎉 </script>\"}";
        isReplay(
                api.post("/api/wallet/transfers", key, body).expect(201), api.post("/api/wallet/transfers", key, body));
    }

    @Test
    void aDepositIsAnsweredTheSameForEver() {
        String body = "{\"amount\":5,\"currency\":\"USD\"}";
        ApiAnswer first = api.post("/api/wallet/deposits", key, body).expect(201);
        isReplay(first, api.post("/api/wallet/deposits", key, body));
        hasLeft("105.00");
    }

    @Test
    void aRefusalIsAnsweredTheSameForEver() {
        ApiAnswer first = api.pay(key, bob, "1000").expect(422);
        assertEquals("insufficient-funds", first.code());
        api.post("/api/wallet/deposits", UUID.randomUUID().toString(), "{\"amount\":5000,\"currency\":\"USD\"}")
                .expect(201);
        isReplay(first, api.pay(key, bob, "1000"));
        hasLeft("5100.00");
    }

    @Test
    void anotherRequestNeedsAnotherKey() {
        ApiAnswer first = api.pay(key, bob, "1").expect(201);
        List<ApiAnswer> others = List.of(
                api.pay(key, bob, "2"),
                api.post(
                        "/api/wallet/transfers",
                        key,
                        Some.payment(bob, BigDecimal.ONE).replace("}", ",\"message\":\"hi\"}")),
                api.post("/api/wallet/deposits", key, "{\"amount\":1,\"currency\":\"USD\"}"));
        for (ApiAnswer other : others) {
            assertEquals("idempotency-key-reused", other.expect(422).code());
            assertFalse(other.isReplayed());
        }
        hasLeft("99.00");
        isReplay(first, api.pay(key, bob, "1"));
    }

    @Test
    void anotherUsersKeyIsAnotherKey() {
        api.pay(key, bob, "10").expect(201);
        ApiAnswer back = Api.as(bob).pay(key, alice, "4").expect(201);
        assertFalse(back.isReplayed());
        hasLeft("94.00");
        assertEquals(new BigDecimal("6.00"), Api.as(bob).available(bobs));
    }

    /** A writer gives a foreign lock up after a while, so the first one is sent again until it gets through. */
    @Test
    void whileTheFirstRunsTheSecondIsToldToComeBack() throws SQLException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection locker =
                        FlorinTestResource.database().asApplication().getConnection();
                Statement statement = locker.createStatement()) {
            locker.setAutoCommit(false);
            statement.execute("SELECT FROM account WHERE id = '" + wallet + "' FOR UPDATE");
            CompletableFuture<ApiAnswer> first = CompletableFuture.supplyAsync(this::payUntilItIsDone, threads);
            Eventually.holds("the second one is told that the first is running", () -> {
                ApiAnswer second = api.pay(key, bob, "1");
                return second.status() == 409
                        && second.code().equals("idempotency-in-progress")
                        && second.header("Retry-After").equals("1")
                        && !second.isReplayed();
            });
            locker.rollback();
            assertEquals(201, first.join().status());
            assertEquals(first.join().text(), api.pay(key, bob, "1").expect(201).text());
        }
        hasLeft("99.00");
    }

    private ApiAnswer payUntilItIsDone() {
        ApiAnswer answer = api.pay(key, bob, "1");
        while (answer.status() == 503 || answer.status() == 409) {
            answer = api.pay(key, bob, "1");
        }
        return answer;
    }

    @Test
    void whatNobodyCanLockForAWhileIsNotLost() throws SQLException {
        try (Connection locker = FlorinTestResource.database().asApplication().getConnection();
                Statement statement = locker.createStatement()) {
            locker.setAutoCommit(false);
            statement.execute("SELECT FROM account WHERE id = '" + wallet + "' FOR UPDATE");
            ApiAnswer busy = api.pay(key, bob, "1");
            assertEquals("too-busy", busy.expect(503).code());
            assertNotEquals("", busy.header("Retry-After"));
            locker.rollback();
        }
        assertFalse(api.pay(key, bob, "1").expect(201).isReplayed());
        hasLeft("99.00");
    }

    @Test
    void twoHundredRepeatsAreOneTransfer() {
        List<ApiAnswer> answers;
        try (ExecutorService threads =
                Executors.newFixedThreadPool(50, Thread.ofVirtual().factory())) {
            answers = IntStream.range(0, 200)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(() -> api.pay(key, bob, "1"), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
        List<ApiAnswer> paid =
                answers.stream().filter(answer -> answer.status() == 201).toList();
        assertTrue(!paid.isEmpty());
        assertEquals(1, paid.stream().filter(answer -> !answer.isReplayed()).count());
        assertEquals(1, paid.stream().map(ApiAnswer::text).distinct().count());
        answers.stream().filter(answer -> answer.status() != 201).forEach(answer -> {
            assertEquals("idempotency-in-progress", answer.expect(409).code());
            assertEquals("1", answer.header("Retry-After"));
        });
        hasLeft("99.00");
        assertEquals(
                1,
                Api.as(bob).get("/api/wallet/transfers").json().get("transfers").size());
    }
}
