package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.EventType;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.event.PurchaseEvent;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spend now, settle later. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class PurchaseQuarkusTest {
    private static final String PURCHASES = "/api/wallet/purchases";

    private final String alice = Some.user("alice");
    private final Api api = Api.as(alice);
    private UUID wallet = Some.id(0);

    @BeforeEach
    void open() {
        wallet = api.wallet("10");
    }

    private ApiAnswer buy(String key, String amount, String more) {
        return api.post(PURCHASES, key, Some.purchase(amount, more));
    }

    private String bought() {
        return buy(UUID.randomUUID().toString(), "0.50", "")
                .expect(201)
                .json()
                .get("purchase_id")
                .textValue();
    }

    private static ApiAnswer step(Api caller, String id, String step) {
        return caller.post(PURCHASES + "/" + id + "/" + step, "");
    }

    private JsonNode look(String id) {
        return api.get(PURCHASES + "/" + id).expect(200).json();
    }

    private List<FlorinEvent> told(EventType... types) {
        return EventStub.toldTo(alice).stream()
                .filter(event -> List.of(types).contains(event.eventType()))
                .map(EventEnvelope::event)
                .toList();
    }

    private static void endTime(String id) throws SQLException {
        Sql.asSuperuser().execute("UPDATE purchase SET expires_at = now() - interval '1 s' WHERE id = '" + id + "'");
    }

    @Test
    void theMoneyIsTakenAtOnce() {
        JsonNode bought = buy(UUID.randomUUID().toString(), "\"0.50\"", ",\"timeout_seconds\":90")
                .expect(201)
                .json();
        assertEquals(
                List.of(
                        "purchase_id",
                        "wallet_id",
                        "type",
                        "amount",
                        "currency",
                        "service",
                        "description",
                        "status",
                        "balance_after",
                        "created_at",
                        "expires_at"),
                bought.properties().stream().map(field -> field.getKey()).toList());
        assertEquals("open", bought.get("status").textValue());
        assertEquals("sms_purchase", bought.get("type").textValue());
        assertEquals("WhatsApp", bought.get("service").textValue());
        assertEquals(new BigDecimal("0.50"), bought.get("amount").decimalValue());
        assertEquals(new BigDecimal("9.50"), bought.get("balance_after").decimalValue());
        assertEquals(
                "90000",
                Sql.one("SELECT (extract(epoch FROM expires_at - created_at) * 1000)::int FROM purchase WHERE id = '"
                        + bought.get("purchase_id").textValue() + "'"));
        assertEquals(new BigDecimal("9.50"), api.available(wallet));
        assertEquals(bought, look(bought.get("purchase_id").textValue()));
    }

    /** Seed 004, 1.1, field for field. */
    @Test
    void itIsToldWhatTheCreditsWereUsedFor() {
        String id = bought();
        FlorinEvent.CreditDeducted told =
                (FlorinEvent.CreditDeducted) told(EventType.CREDIT_DEDUCTED).getFirst();
        assertEquals("Credits Used", told.title());
        assertEquals("0.50 USD deducted for WhatsApp verification. New balance: 9.50 USD.", told.message());
        assertEquals("/purchases/" + id, told.link());
        assertEquals("credit_card", told.icon());
        assertEquals(id, told.transactionId());
        assertEquals("sms_purchase", told.transactionType());
    }

    @Test
    void historyCanShowWhatItWasFor() {
        String id = bought();
        assertEquals(
                "WhatsApp|WhatsApp verification|t|merchant",
                Sql.one("SELECT concat_ws('|', metadata->>'service', metadata->>'description', spends, a.kind)"
                        + " FROM transfer t JOIN account a ON a.id = t.credit WHERE t.id = '" + id + "'"));
    }

    @Test
    void theSameKeyBuysOnceAndAnswersTheSameForEver() {
        String key = UUID.randomUUID().toString();
        ApiAnswer first = buy(key, "0.50", "").expect(201);
        step(api, first.json().get("purchase_id").textValue(), "cancel").expect(200);
        ApiAnswer second = buy(key, "0.50", "").expect(201);
        assertEquals(first.text(), second.text());
        assertFalse(first.isReplayed());
        assertTrue(second.isReplayed());
        assertEquals(new BigDecimal("9.50"), api.available(wallet));
        assertEquals(1, told(EventType.CREDIT_DEDUCTED).size());
        for (ApiAnswer other : List.of(
                buy(key, "0.51", ""),
                buy(key, "0.50", ",\"timeout_seconds\":5"),
                api.post(PURCHASES, key, Some.purchase("0.50", "").replace("verification", "spam")))) {
            assertEquals("idempotency-key-reused", other.expect(422).code());
        }
    }

    @Test
    void racersWithOneKeyBuyOnce() {
        String key = UUID.randomUUID().toString();
        List<Integer> statuses = inParallel(20, () -> buy(key, "0.50", "").status());
        assertTrue(statuses.stream().allMatch(status -> status == 201 || status == 409), statuses.toString());
        assertTrue(statuses.contains(201));
        assertEquals(new BigDecimal("9.50"), api.available(wallet));
        assertEquals(1, Sql.number("SELECT count(*) FROM purchase WHERE owner = '" + alice + "'"));
    }

    private static <T> List<T> inParallel(int times, Supplier<T> work) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return IntStream.range(0, times)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(work, threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
    }

    @Test
    void whatIsRefusedLeavesNothing() {
        String key = UUID.randomUUID().toString();
        assertEquals("insufficient-funds", buy(key, "10.01", "").expect(422).code());
        assertEquals("insufficient-funds", buy(key, "10.01", "").expect(422).code());
        Api.asAdmin()
                .put("/api/wallet/limits", "{\"user_id\":\"" + alice + "\",\"currency\":\"USD\",\"per_transaction\":1}")
                .expect(200);
        assertEquals(
                "limit-exceeded",
                buy(UUID.randomUUID().toString(), "1.01", "").expect(422).code());
        assertEquals(0, Sql.number("SELECT count(*) FROM purchase WHERE owner = '" + alice + "'"));
        assertEquals(new BigDecimal("10.00"), api.available(wallet));
    }

    @ParameterizedTest
    @CsvSource({
        "complete, completed, payment_completed, ''",
        "cancel, cancelled, payment_failed, purchase_cancelled",
        "fail, failed, payment_failed, purchase_failed"
    })
    void itEndsOnceAndThatIsTold(String step, String status, String event, String reason) {
        String id = bought();
        Api seller = step.equals("cancel") ? api : Api.asService();
        JsonNode ended = step(seller, id, step).expect(200).json();
        assertEquals(status, ended.get("status").textValue());
        assertEquals(reason, ended.path("reason").asText());
        assertEquals(ended, step(seller, id, step).expect(200).json());
        assertEquals(ended, look(id));
        for (String other : Stream.of("complete", "cancel", "fail")
                .filter(other -> !other.equals(step))
                .toList()) {
            assertEquals(
                    "purchase-not-open",
                    step(Api.asService(), id, other).expect(409).code());
        }
        List<FlorinEvent> told = told(EventType.PAYMENT_COMPLETED, EventType.PAYMENT_FAILED);
        assertEquals(1, told.size());
        assertEquals(event, told.getFirst().type().wireName());
        switch (told.getFirst()) {
            case PurchaseEvent.PaymentCompleted completed -> assertEquals(id, completed.purchaseId());
            case PurchaseEvent.PaymentFailed failed -> assertEquals(reason, failed.reason());
            default -> throw new AssertionError(told);
        }
        assertEquals(new BigDecimal("9.50"), api.available(wallet), "giving back is another matter");
    }

    @Test
    void whoPaidDoesNotDecideAboutDelivery() {
        String id = bought();
        assertEquals("forbidden", step(api, id, "complete").expect(403).code());
        assertEquals("forbidden", step(api, id, "fail").expect(403).code());
        assertEquals("open", look(id).get("status").textValue());
    }

    @Test
    void anotherUserHasNothingToSeeOrSay() {
        String id = bought();
        Api mallory = Api.as(Some.user("mallory"));
        mallory.get(PURCHASES + "/" + id).expect(404);
        step(mallory, id, "cancel").expect(404);
        step(mallory, id, "complete").expect(403);
        assertEquals(0, mallory.get(PURCHASES).json().get("purchases").size());
        step(api, UUID.randomUUID().toString(), "cancel").expect(404);
        step(Api.asService(), UUID.randomUUID().toString(), "complete").expect(404);
        assertEquals("open", look(id).get("status").textValue());
    }

    @Test
    void ofAllRacersOneDecides() {
        for (int i = 0; i < 5; i++) {
            String id = bought();
            List<String> outcomes = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<CompletableFuture<String>> racers = Stream.of("complete", "cancel", "fail")
                        .map(step -> CompletableFuture.supplyAsync(
                                () -> step + " "
                                        + step(Api.asService(), id, step).status(),
                                threads))
                        .toList();
                racers.forEach(racer -> outcomes.add(racer.join()));
            }
            List<String> winners = outcomes.stream()
                    .filter(outcome -> outcome.endsWith(" 200"))
                    .toList();
            assertEquals(1, winners.size(), outcomes.toString());
            assertEquals(
                    2,
                    outcomes.stream()
                            .filter(outcome -> outcome.endsWith(" 409"))
                            .count());
            assertTrue(
                    look(id).get("status")
                            .textValue()
                            .startsWith(winners.getFirst().substring(0, 4)),
                    outcomes.toString());
        }
        assertEquals(
                5, told(EventType.PAYMENT_COMPLETED, EventType.PAYMENT_FAILED).size());
    }

    @Test
    void whoeverCancelsAtTheSameTimeIsToldTheSameAndTheMoneyComesBackOnce() {
        String id = bought();
        List<JsonNode> ends =
                inParallel(20, () -> step(api, id, "cancel").expect(200).json());
        assertEquals(Set.of(look(id)), Set.copyOf(ends));
        assertEquals("cancelled", ends.getFirst().get("status").textValue());
        assertEquals(
                1, told(EventType.PAYMENT_COMPLETED, EventType.PAYMENT_FAILED).size());
        assertEquals(new BigDecimal("9.50"), api.available(wallet));
        List<String> refunds = inParallel(
                20,
                () -> Api.asService()
                        .post(
                                "/internal/refundables/purchase/" + id + "/refund",
                                "{\"refund_id\":\"" + UUID.randomUUID() + "\"}")
                        .expect(200)
                        .text());
        assertEquals(1, Set.copyOf(refunds).size(), refunds.toString());
        assertEquals(new BigDecimal("10.00"), api.available(wallet));
        assertEquals(1, Sql.number("SELECT count(*) FROM transfer WHERE gives_back = '" + id + "'"));
    }

    /** The job, the seller and the owner at the moment at which it times out. */
    @Test
    void timeAndDeliveryRaceAndOneOfThemWins() throws SQLException {
        List<String> ids = IntStream.range(0, 10).mapToObj(_ -> bought()).toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Integer>> deliveries = ids.stream()
                    .map(id -> CompletableFuture.supplyAsync(
                            () -> step(Api.asService(), id, "complete").status(), threads))
                    .toList();
            Sql.asSuperuser()
                    .execute("UPDATE purchase SET expires_at = now() - interval '1 s' WHERE owner = '" + alice
                            + "' AND state = 'open'");
            for (int i = 0; i < ids.size(); i++) {
                int status = deliveries.get(i).join();
                String id = ids.get(i);
                assertTrue(status == 200 || status == 409, "was " + status);
                String end = status == 200 ? "completed" : "timed_out";
                Eventually.holds(
                        "it is " + end, () -> look(id).get("status").textValue().equals(end));
            }
        }
        assertEquals(
                10, told(EventType.PAYMENT_COMPLETED, EventType.PAYMENT_FAILED).size(), "each end is told once");
    }

    @Test
    void whatIsNotDeliveredInTimeTimesOutByItself() throws SQLException {
        String id = bought();
        endTime(id);
        Eventually.holds(
                "it times out", () -> look(id).get("status").textValue().equals("timed_out"));
        assertEquals(
                "purchase-not-open",
                step(Api.asService(), id, "complete").expect(409).code());
        List<FlorinEvent> told = told(EventType.PAYMENT_FAILED);
        assertEquals(1, told.size());
        assertEquals("purchase_timeout", ((PurchaseEvent.PaymentFailed) told.getFirst()).reason());
        assertEquals(
                "true",
                Sql.one("SELECT (due_at = expires_at)::text FROM purchase WHERE id = '" + id + "'"),
                "it is due since its time is over, and not since that was noticed");
    }

    /** Whoever comes first, the job or the seller: the answer does not depend on it. */
    @Test
    void deliveryAfterItsTimeIsTooLate() throws SQLException {
        String id = bought();
        endTime(id);
        assertEquals(
                "purchase-not-open",
                step(Api.asService(), id, "complete").expect(409).code());
        assertEquals("timed_out", look(id).get("status").textValue());
        assertEquals(1, told(EventType.PAYMENT_FAILED).size());
    }

    @Test
    void theyComeInPagesNewestFirst() {
        List<String> made = new ArrayList<>();
        IntStream.range(0, 7).forEach(_ -> made.addFirst(bought()));
        List<String> seen = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = api.get(PURCHASES + "?limit=3" + cursor).expect(200).json();
            page.get("purchases")
                    .forEach(purchase -> seen.add(purchase.get("purchase_id").textValue()));
            sizes.add(page.get("purchases").size());
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.get("next_cursor").textValue()
                    : "";
        } while (!cursor.isEmpty());
        assertEquals(List.of(3, 3, 1), sizes);
        // Two of one millisecond are in the order of their ids.
        assertEquals(made.stream().sorted().toList(), seen.stream().sorted().toList());
        assertFalse(api.get(PURCHASES + "?limit=7").json().has("next_cursor"));
    }

    /** The last line of defence: whatever a statement of the application says. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE purchase SET state = 'open', reason = NULL, due_at = NULL",
                "UPDATE purchase SET state = 'completed', reason = NULL, due_at = NULL",
                "UPDATE purchase SET state = 'refunded'",
                "UPDATE purchase SET refund_id = 'x'",
                "UPDATE purchase SET amount = 1",
                "UPDATE purchase SET owner = 'mallory'",
                "DELETE FROM purchase"
            })
    void theDatabaseKeepsWhatIsClosed(String statement) {
        String id = bought();
        step(api, id, "cancel").expect(200);
        assertThrows(SQLException.class, () -> Sql.asApplication().execute(statement + " WHERE id = '" + id + "'"));
        assertEquals("cancelled", look(id).get("status").textValue());
    }
}
