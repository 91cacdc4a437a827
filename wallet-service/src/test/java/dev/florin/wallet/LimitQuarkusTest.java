package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.database.Database;
import dev.florin.common.event.AlertEvent;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.EventType;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.common.test.SteadyHour;
import dev.florin.wallet.ledger.LedgerService;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How much may be spent. */
@QuarkusTest
@SteadyHour
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class LimitQuarkusTest {
    private static final long NOBODY = 0;

    @Inject
    LedgerService ledger;

    private final String alice = Some.user("alice");
    private final String bob = Some.user("bob");
    private final Api api = Api.as(alice);

    private ApiAnswer set(String fields) {
        return Api.asAdmin().put("/api/wallet/limits", "{\"user_id\":\"" + alice + "\"," + fields + "}");
    }

    private JsonNode limits() {
        return api.get("/api/wallet/limits").expect(200).json().get("limits").get(0);
    }

    private void open(String amount) {
        api.wallet(amount);
        Api.as(bob).wallet("0");
    }

    @Test
    void withoutLimitsEverythingMayBeSpentAndIsCounted() {
        open("100");
        api.pay(bob, "30").expect(201);
        api.pay(bob, "12.50").expect(201);
        JsonNode limits = limits();
        assertEquals("basic", limits.get("tier").textValue());
        assertFalse(limits.has("daily"));
        assertEquals(new BigDecimal("42.50"), limits.get("spent_today").decimalValue());
        assertEquals(new BigDecimal("42.50"), limits.get("spent_this_month").decimalValue());
    }

    @ParameterizedTest
    @CsvSource({"per_transaction,transaction,50,50.01", "daily,daily,50,50.01", "monthly,monthly,50,50.01"})
    void aBreachIsRefusedForItsKeyAndTold(String field, String limit, String allowed, String tooMuch) {
        open("100");
        set("\"currency\":\"USD\",\"" + field + "\":" + allowed).expect(200);
        String key = UUID.randomUUID().toString();
        assertEquals("limit-exceeded", api.pay(key, bob, tooMuch).expect(422).code());
        assertEquals("limit-exceeded", api.pay(key, bob, tooMuch).expect(422).code());
        api.pay(bob, allowed).expect(201);
        List<EventEnvelope> breaches = EventStub.toldTo(alice).stream()
                .filter(event -> event.eventType() == EventType.LIMIT_EXCEEDED)
                .toList();
        assertEquals(1, breaches.size(), "a repeat is not told again");
        AlertEvent.LimitExceeded told =
                (AlertEvent.LimitExceeded) breaches.getFirst().event();
        assertEquals(limit, told.limit());
        assertEquals(new BigDecimal("50.01"), told.amount());
        assertEquals(0, new BigDecimal("50").compareTo(told.allowed()));
        assertTrue(told.message().startsWith("50.01 USD is more than the 50.00 USD that "), told.message());
    }

    /** With the tiers of application.properties. */
    @Test
    void aTiersLimitsApplyUntilTheUserIsInAnotherOrHasAnOwn() {
        open("200");
        set("\"tier\":\"small\"").expect(200);
        assertEquals(0, BigDecimal.TEN.compareTo(limits().get("daily").decimalValue()));
        assertEquals("limit-exceeded", api.pay(bob, "8.01").expect(422).code(), "in one payment");
        api.pay(bob, "7").expect(201);
        assertEquals("limit-exceeded", api.pay(bob, "3.01").expect(422).code(), "in a day");
        set("\"tier\":\"large\"").expect(200);
        api.pay(bob, "50").expect(201);
        assertEquals("limit-exceeded", api.pay(bob, "43.01").expect(422).code());
        set("\"currency\":\"USD\",\"daily\":60").expect(200);
        assertEquals("limit-exceeded", api.pay(bob, "3.01").expect(422).code(), "the own one counts");
        api.pay(bob, "3").expect(201);
    }

    @Test
    void racersCannotBothPassTheLastOfIt() {
        open("100");
        set("\"currency\":\"USD\",\"daily\":10").expect(200);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = IntStream.range(0, 40)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(
                            () -> api.pay(bob, "1").status(), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertEquals(10, statuses.stream().filter(status -> status == 201).count());
            assertEquals(30, statuses.stream().filter(status -> status == 422).count());
        }
        assertEquals(new BigDecimal("10.00"), limits().get("spent_today").decimalValue());
    }

    /** All that is spent counts into the same sum, whatever it is and whichever way it came. */
    @ParameterizedTest
    @ValueSource(strings = {"daily", "monthly"})
    void racersOfDifferentKindsCannotPassTheLastOfItEither(String limit) {
        open("100");
        set("\"currency\":\"USD\",\"" + limit + "\":10").expect(200);
        api.pay(bob, "7").expect(201);
        List<Supplier<ApiAnswer>> kinds = List.of(
                () -> api.pay(bob, "1"),
                () -> api.post("/api/wallet/purchases", UUID.randomUUID().toString(), Some.purchase("1", "")),
                () -> api.post("/api/wallet/withdrawals", UUID.randomUUID().toString(), Some.withdrawal("1", "chain")),
                () -> Api.asService().post("/internal/holds", """
                        {"id":"%s","account":"user:%s","amount":1,"currency":"USD","purpose":"red_packet:1"}""".formatted(UUID.randomUUID(), alice)));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = IntStream.range(0, 40)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> kinds.get(i % kinds.size()).get().status(), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertEquals(3, statuses.stream().filter(status -> status == 201).count(), statuses.toString());
            assertEquals(37, statuses.stream().filter(status -> status == 422).count(), statuses.toString());
        }
        assertSpent("10.00", "10.00");
        assertEquals(
                "90.00",
                api.get("/api/wallets")
                        .json()
                        .at("/wallets/0/available_balance")
                        .asText());
    }

    @Test
    void whatComesInAndWhatOtherServicesMoveDoesNotCount() {
        open("100");
        set("\"currency\":\"USD\",\"daily\":1,\"per_transaction\":1").expect(200);
        api.wallet("50");
        Api.asService()
                .post(
                        "/internal/ledger/transfers",
                        "{\"mode\":\"atomic\",\"transfers\":[{\"id\":\"" + UUID.randomUUID() + "\",\"debit\":\"user:"
                                + alice + "\",\"credit\":\"user:" + bob
                                + "\",\"amount\":20,\"currency\":\"USD\",\"type\":\"escrow_fee\"}]}")
                .expect(200);
        assertEquals(new BigDecimal("0.00"), limits().get("spent_today").decimalValue());
        api.pay(bob, "1").expect(201);
        api.pay(bob, "0.01").expect(422);
    }

    @Test
    void yesterdayDoesNotCountTodayAndLastMonthNotThisMonth() throws Exception {
        open("100");
        set("\"currency\":\"USD\",\"daily\":10,\"monthly\":15").expect(200);
        api.pay(bob, "10").expect(201);
        moveSpendingTo("(now() AT TIME ZONE 'UTC')::date - 40");
        assertEquals(new BigDecimal("0.00"), limits().get("spent_this_month").decimalValue());
        api.pay(bob, "10").expect(201);
        api.pay(bob, "1").expect(422);
        assertEquals(new BigDecimal("10.00"), limits().get("spent_this_month").decimalValue());
    }

    private void moveSpendingTo(String day) throws Exception {
        Sql.asSuperuser().execute("UPDATE account SET spent_on = " + day + " WHERE owner = '" + alice + "'");
    }

    @Test
    void theDatabaseCountsAsTheLedgerDoes() {
        open("100");
        IntStream.range(0, 5).forEach(_ -> api.pay(bob, "1.10").expect(201));
        assertEquals(
                "550 550",
                Sql.one("SELECT spent_today || ' ' || spent_month FROM account WHERE owner = '" + alice + "'"));
    }

    private String bought(String amount) {
        return api.post("/api/wallet/purchases", UUID.randomUUID().toString(), Some.purchase(amount, ""))
                .expect(201)
                .json()
                .get("purchase_id")
                .textValue();
    }

    private static void giveBack(String kind, String id) {
        Api.asService()
                .post("/internal/refundables/" + kind + "/" + id + "/refund", "{\"refund_id\":\"r\"}")
                .expect(200);
    }

    private void assertSpent(String today, String month) {
        assertEquals(new BigDecimal(today), limits().get("spent_today").decimalValue());
        assertEquals(new BigDecimal(month), limits().get("spent_this_month").decimalValue());
    }

    @Test
    void aPurchaseThatIsGivenBackCountsNoLongerHoweverOftenItIsAskedFor() {
        open("100");
        set("\"currency\":\"USD\",\"daily\":10").expect(200);
        String id = bought("7.50");
        bought("2");
        api.pay(bob, "1").expect(422);
        Api.asService().post("/api/wallet/purchases/" + id + "/fail", "").expect(200);
        assertSpent("9.50", "9.50");
        giveBack("purchase", id);
        giveBack("purchase", id);
        assertSpent("2.00", "2.00");
        api.pay(bob, "8.01").expect(422);
        api.pay(bob, "8").expect(201);
    }

    @Test
    void whatWasBoughtOnAnotherDayIsNotTakenOutOfToday() throws Exception {
        open("100");
        String id = bought("7.50");
        moveSpendingTo("(now() AT TIME ZONE 'UTC')::date - 40");
        bought("2");
        Api.asService().post("/api/wallet/purchases/" + id + "/fail", "").expect(200);
        // The payment itself is of today, so that it is the day of the counters that has to differ.
        Sql.asSuperuser()
                .executeWithoutTriggers(
                        "UPDATE transfer SET created_at = created_at - interval '40 days' WHERE id = '" + id + "'");
        giveBack("purchase", id);
        assertSpent("2.00", "2.00");
    }

    @Test
    void aWithdrawalThatFailedCountsNoLonger() {
        open("100");
        String id = api.post("/api/wallet/withdrawals", UUID.randomUUID().toString(), Some.withdrawal("30", "chain"))
                .expect(201)
                .json()
                .get("withdrawal_id")
                .textValue();
        bought("2");
        assertSpent("32.00", "32.00");
        Api.asService().post("/internal/holds/" + id + "/void", "").expect(200);
        assertSpent("2.00", "2.00");
        Api.asService().post("/internal/holds/" + id + "/void", "").expect(200);
        assertSpent("2.00", "2.00");
    }

    @Test
    void theTierGoesWithTheUserToANewWallet() {
        open("1");
        set("\"tier\":\"gold\"").expect(200);
        api.wallet("EUR", "1");
        JsonNode all = api.get("/api/wallet/limits").json().get("limits");
        assertEquals(2, all.size());
        all.forEach(limits -> assertEquals("gold", limits.get("tier").textValue()));
    }

    /** Also if that is the user's first one. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aWalletThatIsBeingOpenedIsOfTheTierThatIsSetMeanwhile(boolean first) {
        if (!first) {
            open("1");
        }
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Integer> changed = ledger.inTransaction(transaction -> {
                assertTrue(ledger.openWallet(transaction, UUID.randomUUID(), alice, Some.EUR));
                CompletableFuture<Integer> change = CompletableFuture.supplyAsync(
                        () -> set("\"tier\":\"gold\"").status(), threads);
                Eventually.holds(
                        "it is done, or waits", () -> change.isDone() || waiting(backend(transaction)) != NOBODY);
                return change;
            });
            assertEquals(200, changed.join());
        }
        assertAllAreOf("gold", first ? 1 : 2);
    }

    @Test
    void aWalletThatIsOpenedWhileTheTierIsSetIsOfThatOne() throws SQLException {
        open("1");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection locker =
                        FlorinTestResource.database().asApplication().getConnection();
                Statement statement = locker.createStatement()) {
            locker.setAutoCommit(false);
            statement.execute("SELECT FROM account WHERE owner = '" + alice + "' FOR UPDATE");
            CompletableFuture<Integer> change =
                    CompletableFuture.supplyAsync(() -> set("\"tier\":\"gold\"").status(), threads);
            Eventually.holds("the change has begun", () -> waiting(backend(locker)) != NOBODY);
            long changing = waiting(backend(locker));
            CompletableFuture<UUID> opened = CompletableFuture.supplyAsync(() -> api.wallet("EUR", "0"), threads);
            Eventually.holds("it is open, or waits", () -> opened.isDone() || waiting(changing) != NOBODY);
            locker.rollback();
            assertEquals(200, change.join());
            opened.join();
        }
        assertAllAreOf("gold", 2);
    }

    private void assertAllAreOf(String tier, int wallets) {
        assertEquals(
                Collections.nCopies(wallets, tier),
                api.get("/api/wallet/limits")
                        .json()
                        .get("limits")
                        .valueStream()
                        .map(limits -> limits.get("tier").textValue())
                        .toList());
    }

    private static long backend(Connection connection) throws SQLException {
        return Database.list(connection, "SELECT pg_backend_pid()", Database.Binder.NOTHING, row -> row.getLong(1))
                .getFirst();
    }

    /** Who waits for a lock that this one has. */
    private static long waiting(long backend) {
        return Sql.number("SELECT coalesce(min(pid), " + NOBODY + ") FROM pg_stat_activity WHERE " + backend
                + " = ANY (pg_blocking_pids(pid))");
    }

    @Test
    void aLimitThatIsLeftOutIsGone() {
        open("100");
        set("\"currency\":\"USD\",\"daily\":5,\"monthly\":6").expect(200);
        JsonNode after = set("\"currency\":\"USD\",\"monthly\":60")
                .expect(200)
                .json()
                .get("limits")
                .get(0);
        assertFalse(after.has("daily"));
        assertEquals(0, new BigDecimal("60").compareTo(after.get("monthly").decimalValue()));
        api.pay(bob, "50").expect(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"daily\":1",
                "\"tier\":\"Gold!\"",
                "\"currency\":\"USD\",\"daily\":-1",
                "\"currency\":\"USD\",\"daily\":0.001",
                "\"currency\":\"XXXX\",\"daily\":1",
                "\"currency\":\"USD\",\"weekly\":1"
            })
    void badInputChangesNothing(String fields) {
        open("100");
        int status = set(fields).status();
        assertTrue(status == 400 || status == 422, "was " + status);
        api.pay(bob, "100").expect(201);
    }

    /** It has no limits, so that a slip would lift all of them. */
    @Test
    void aTierThatIsConfiguredNowhereIsRefused() {
        open("1");
        for (String fields : List.of("\"tier\":\"smal\"", "\"tier\":\"smal\",\"currency\":\"USD\",\"daily\":1")) {
            ApiAnswer answer = set(fields).expect(400);
            assertEquals("invalid-request", answer.code());
            assertEquals(
                    "tier is one of basic, gold, large, small",
                    answer.json().at("/errors/0/field").textValue() + " "
                            + answer.json().at("/errors/0/message").textValue());
        }
        assertEquals("basic", limits().get("tier").textValue());
        assertFalse(limits().has("daily"));
        for (String tier : List.of("small", "gold", "basic")) {
            set("\"tier\":\"" + tier + "\"").expect(200);
            assertEquals(tier, limits().get("tier").textValue());
        }
    }

    @Test
    void onlyAnAdministratorSetsThem() {
        open("1");
        String body = "{\"user_id\":\"" + alice + "\",\"tier\":\"gold\"}";
        api.put("/api/wallet/limits", body).expect(403);
        Api.asService().put("/api/wallet/limits", body).expect(403);
        new Api(null).put("/api/wallet/limits", body).expect(401);
        Api.asAdmin()
                .put("/api/wallet/limits", "{\"user_id\":\"" + Some.user("nobody") + "\",\"tier\":\"gold\"}")
                .expect(404);
    }
}
