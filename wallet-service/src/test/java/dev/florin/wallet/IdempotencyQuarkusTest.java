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
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One key, one movement of money, one answer. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class IdempotencyQuarkusTest {
    private final String alice = Some.user("alice");
    private final String bob = Some.user("bob");
    private final Api api = Api.as(alice);
    private final String key = UUID.randomUUID().toString();
    private final Instant tomorrow = Instant.now().plusSeconds(86_400);
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

    /** Money that would only be set aside, too. */
    @Test
    void aRefusedWithdrawalIsAnsweredTheSameForEver() {
        String body = Some.withdrawal("1000", "chain");
        ApiAnswer first = api.post("/api/wallet/withdrawals", key, body).expect(422);
        assertEquals("insufficient-funds", first.code());
        api.post("/api/wallet/deposits", UUID.randomUUID().toString(), "{\"amount\":5000,\"currency\":\"USD\"}")
                .expect(201);
        isReplay(first, api.post("/api/wallet/withdrawals", key, body));
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

    /** Everything that takes a key, each once; all of them would succeed under a key of their own. */
    private List<Supplier<ApiAnswer>> everythingWithAKey() {
        String dollar = "{\"amount\":1,\"currency\":\"USD\"%s}";
        String later = ",\"recipient_id\":\"" + bob + "\",\"execute_at\":\"" + tomorrow + "\"";
        return List.of(
                () -> api.pay(key, bob, "1"),
                () -> api.post("/api/wallet/transfers", key, dollar.formatted(later)),
                () -> api.post("/api/wallet/deposits", key, dollar.formatted("")),
                () -> api.post("/api/wallet/deposits", key, dollar.formatted(",\"rail\":\"chain\"")),
                () -> api.post("/api/wallet/withdrawals", key, Some.withdrawal("1", "instant")),
                () -> api.post("/api/wallet/withdrawals", key, Some.withdrawal("1", "chain")),
                () -> api.post("/api/wallet/purchases", key, Some.purchase("1", "")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void aKeyIsGoodForOneRequestWhateverTheOthersAre(int first) {
        List<Supplier<ApiAnswer>> requests = everythingWithAKey();
        ApiAnswer answer = requests.get(first).get().expect(201);
        String books = Books.digest();
        for (int other = 0; other < requests.size(); other++) {
            if (other != first) {
                assertEquals(
                        "idempotency-key-reused",
                        requests.get(other).get().expect(422).code(),
                        first + " and then " + other);
            }
        }
        isReplay(answer, requests.get(first).get());
        assertEquals(books, Books.digest(), "nothing moved");
        assertEquals(
                1,
                Sql.number("SELECT count(*) FROM rail_transaction WHERE owner = '" + alice + "'")
                        + Sql.number("SELECT count(*) FROM scheduled_transfer WHERE sender = '" + alice + "'")
                        + Sql.number("SELECT count(*) FROM purchase WHERE owner = '" + alice + "'")
                        + (first == 0 || first == 2 ? 1 : 0),
                "one thing came of it");
    }

    @Test
    void ofAllThatRacesForAKeyOneWins() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = IntStream.range(0, 3)
                    .mapToObj(_ -> everythingWithAKey())
                    .flatMap(List::stream)
                    .map(request ->
                            CompletableFuture.supplyAsync(() -> request.get().status(), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertTrue(Set.of(201, 409, 422).containsAll(statuses), statuses::toString);
            assertTrue(statuses.contains(201));
        }
        assertEquals(
                1,
                everythingWithAKey().stream()
                        .filter(request -> request.get().status() == 201)
                        .count());
    }

    @Test
    void anAdministratorsKeyIsGoodForOneWallet() {
        Api admin = Api.asAdmin();
        String body = "{\"amount\":1,\"reason\":\"test\"}";
        admin.post("/api/admin/wallets/" + wallet + "/adjustments", key, body).expect(201);
        assertEquals(
                "idempotency-key-reused",
                admin.post("/api/admin/wallets/" + bobs + "/adjustments", key, body)
                        .expect(422)
                        .code());
        admin.post("/api/admin/wallets/" + wallet + "/adjustments", key, "{\"amount\":-1,\"reason\":\"test\"}")
                .expect(422);
        hasLeft("101.00");
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
