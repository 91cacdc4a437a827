package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventType;
import dev.florin.common.event.FlorinEvent;
import dev.florin.common.id.Ids;
import dev.florin.common.json.Json;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is due back, and that it comes back once. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class RefundableQuarkusTest {
    private static final String DUE = "/internal/refundables";

    private final String alice = Some.user("alice");
    private final Api api = Api.as(alice);
    private final Api service = Api.asService();
    private UUID wallet = Some.id(0);

    @BeforeEach
    void open() {
        wallet = api.wallet("10");
    }

    private String bought() {
        return api.post("/api/wallet/purchases", UUID.randomUUID().toString(), Some.purchase("0.50", ""))
                .expect(201)
                .json()
                .get("purchase_id")
                .textValue();
    }

    private String failed() {
        String id = bought();
        service.post("/api/wallet/purchases/" + id + "/fail", "").expect(200);
        return id;
    }

    private ApiAnswer refund(String id, String refundId) {
        return refund("purchase", id, refundId);
    }

    private ApiAnswer refund(String kind, String id, String refundId) {
        return service.post(DUE + "/" + kind + "/" + id + "/refund", "{\"refund_id\":\"" + refundId + "\"}");
    }

    private List<JsonNode> due(String query) {
        JsonNode items = service.get(DUE + query).expect(200).json().get("items");
        return StreamSupport.stream(items.spliterator(), false)
                .filter(item -> item.get("user_id").textValue().equals(alice))
                .toList();
    }

    @Test
    void whatWasNotDeliveredIsDue() {
        bought();
        String id = failed();
        List<JsonNode> due = due("?limit=500");
        assertEquals(1, due.size());
        JsonNode item = due.getFirst();
        assertEquals(
                List.of(
                        "kind",
                        "id",
                        "user_id",
                        "amount",
                        "currency",
                        "reason",
                        "due_at",
                        "created_at",
                        "expires_at",
                        "claimed_amount",
                        "total_amount"),
                item.properties().stream().map(field -> field.getKey()).toList());
        assertEquals("purchase", item.get("kind").textValue());
        assertEquals(id, item.get("id").textValue());
        assertEquals(new BigDecimal("0.50"), item.get("amount").decimalValue());
        assertEquals("purchase_failed", item.get("reason").textValue());
        assertEquals(0, item.get("claimed_amount").intValue());
        assertEquals(50, item.get("total_amount").intValue());
    }

    @Test
    void whatWasGivenBackIsListedOnce() {
        List<String> given = List.of(failed(), failed(), failed());
        given.forEach(id -> refund(id, "of " + id).expect(200));
        List<JsonNode> listed = new ArrayList<>();
        String next = "?limit=1";
        while (!next.isEmpty()) {
            JsonNode page = service.get(DUE + "/refunded" + next).expect(200).json();
            page.get("items").forEach(item -> {
                if (item.get("user_id").textValue().equals(alice)) {
                    listed.add(item);
                }
            });
            next = page.has("next_cursor")
                    ? "?limit=1&cursor=" + page.get("next_cursor").textValue()
                    : "";
        }
        assertEquals(
                given.stream().sorted().toList(),
                listed.stream().map(item -> item.get("id").textValue()).sorted().toList());
        for (JsonNode item : listed) {
            assertEquals("purchase", item.get("kind").textValue());
            assertEquals(
                    "of " + item.get("id").textValue(), item.get("refund_id").textValue());
            assertEquals(new BigDecimal("0.50"), item.get("amount").decimalValue());
            assertEquals("purchase_failed", item.get("reason").textValue());
        }
    }

    @Test
    void theOldestComesFirstAndNothingBeforeItsTime() throws SQLException {
        String newest = failed();
        String oldest = failed();
        Sql.asSuperuser().execute("UPDATE purchase SET due_at = '2001-01-01T00:00:00Z' WHERE id = '" + oldest + "'");
        Sql.asSuperuser().execute("UPDATE purchase SET due_at = '2100-01-01T00:00:00Z' WHERE id = '" + newest + "'");
        assertEquals(List.of(oldest), ids(due("")));
        assertEquals(List.of(oldest, newest), ids(due("?limit=500&due_before=2100-01-01T00:00:00.000Z")));
        assertEquals(oldest, ids(due("?limit=1")).getFirst());
        assertEquals(List.of(), ids(due("?due_before=2000-12-31T23:59:59Z")));
        assertEquals(List.of(oldest), ids(due("?due_after=2001-01-01T00:00:00Z")));
        assertEquals(List.of(), ids(due("?due_after=2001-01-01T00:00:00.001Z")));
        refund(oldest, "tidy").expect(200);
        refund(newest, "tidy").expect(200);
        assertEquals(List.of(), ids(due("?limit=500&due_before=2100-01-01T00:00:00Z")));
    }

    private static List<String> ids(List<JsonNode> items) {
        return items.stream().map(item -> item.get("id").textValue()).toList();
    }

    @Test
    void theMoneyIsBackAndThatIsTold() {
        String id = failed();
        JsonNode refund = refund(id, "r-1").expect(200).json();
        assertEquals("r-1", refund.get("refund_id").textValue());
        assertEquals(alice, refund.get("user_id").textValue());
        assertEquals(new BigDecimal("0.50"), refund.get("amount").decimalValue());
        assertEquals(new BigDecimal("10.00"), refund.get("balance_after").decimalValue());
        assertEquals("WhatsApp verification", refund.get("description").textValue());
        assertEquals(
                Ids.derived("refund:purchase:" + id).toString(),
                refund.get("transaction_id").textValue());
        assertEquals(new BigDecimal("10.00"), api.available(wallet));
        JsonNode purchase = api.get("/api/wallet/purchases/" + id).expect(200).json();
        assertEquals("refunded", purchase.get("status").textValue());
        assertEquals("purchase_failed", purchase.get("reason").textValue());
        assertEquals(refund.get("refunded_at"), purchase.get("refunded_at"));
        FlorinEvent.CreditAdded told = (FlorinEvent.CreditAdded) EventStub.toldTo(alice).stream()
                .filter(event -> event.eventType() == EventType.CREDIT_ADDED)
                .toList()
                .getLast()
                .event();
        assertEquals(
                "You received 0.50 USD by refund for WhatsApp verification. New balance: 10.00 USD.", told.message());
        assertEquals("refund", told.transactionType());
        assertEquals("/purchases/" + id, told.link());
    }

    @Test
    void repeatsGetTheFirstAnswerWhateverTheyCallIt() {
        String id = failed();
        String first = refund(id, "r-1").expect(200).text();
        assertEquals(first, refund(id, "r-1").expect(200).text());
        assertEquals(first, refund(id, "r-2").expect(200).text());
        assertEquals(new BigDecimal("10.00"), api.available(wallet));
    }

    @Test
    void racersGiveBackOnceAndAgree() {
        String id = failed();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> answers = IntStream.range(0, 30)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> refund(id, "r-" + i).expect(200).text(), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .distinct()
                    .toList();
            assertEquals(1, answers.size(), answers.toString());
        }
        assertEquals(new BigDecimal("10.00"), api.available(wallet));
        assertEquals(1, Sql.number("SELECT count(*) FROM transfer WHERE reference = 'purchase:" + id + "'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "completed"})
    void whatIsNotDueIsNotGivenBack(String state) {
        String id = bought();
        if (state.equals("completed")) {
            service.post("/api/wallet/purchases/" + id + "/complete", "").expect(200);
        }
        assertEquals("refund-not-due", refund(id, "r").expect(409).code());
        assertEquals(new BigDecimal("9.50"), api.available(wallet));
    }

    /** A refused id stays refused; so the next try has another one, and only one of them ever moves money. */
    @Test
    void aFrozenWalletWaitsUntilItIsThawed() throws SQLException {
        String id = failed();
        freeze(true);
        assertEquals("recipient-frozen", refund(id, "r-1").expect(422).code());
        assertEquals("recipient-frozen", refund(id, "r-1").expect(422).code());
        assertEquals(List.of(id), ids(due("?limit=500")));
        freeze(false);
        JsonNode refund = refund(id, "r-1").expect(200).json();
        assertEquals(
                Ids.derived("refund:purchase:" + id + ":3").toString(),
                refund.get("transaction_id").textValue());
        assertEquals(refund, refund(id, "r-9").expect(200).json());
        assertEquals(new BigDecimal("10.00"), api.available(wallet));
    }

    private static String order(String kind, String id, String refundId) {
        return "{\"kind\":\"" + kind + "\",\"id\":\"" + id + "\",\"refund_id\":\"" + refundId + "\"}";
    }

    private ApiAnswer refundAll(String... orders) {
        return service.post(DUE + "/refund", "{\"items\":[" + String.join(",", orders) + "]}");
    }

    private static String outcome(JsonNode result) {
        return result.get("status").intValue() + " " + result.path("code").asText("back");
    }

    @Test
    void severalAtOnceAreAnsweredAsIfAskedForAlone() {
        String failed = failed();
        String given = failed();
        JsonNode first = refund(given, "r-1").expect(200).json();
        String open = bought();
        UUID unknown = UUID.randomUUID();
        List<JsonNode> results = new ArrayList<>();
        refundAll(
                        order("purchase", failed, "a"),
                        order("moon", failed, "b"),
                        order("purchase", given, "c"),
                        order("withdrawal", unknown.toString(), "d"),
                        order("purchase", open, "e"),
                        order("purchase", failed, "f"))
                .expect(200)
                .json()
                .get("results")
                .forEach(results::add);
        assertEquals(
                List.of("200 back", "404 not-found", "200 back", "404 not-found", "409 refund-not-due", "200 back"),
                results.stream().map(RefundableQuarkusTest::outcome).toList());
        assertEquals(
                List.of(failed, failed, given, unknown.toString(), open, failed),
                results.stream().map(result -> result.get("id").textValue()).toList());
        assertEquals("moon", results.get(1).get("kind").textValue());
        assertEquals("a", results.getFirst().get("refund").get("refund_id").textValue());
        assertEquals(results.getFirst().get("refund"), results.getLast().get("refund"), "the same thing twice");
        assertEquals(first, results.get(2).get("refund"));
        assertEquals(
                results.getFirst().get("refund"),
                refund(failed, "alone").expect(200).json());
        assertEquals(new BigDecimal("9.50"), api.available(wallet));
    }

    @Test
    void racersForTheSameSeveralGiveBackEachOnce() {
        List<String> ids = IntStream.range(0, 15).mapToObj(_ -> failed()).toList();
        String[] orders = ids.stream().map(id -> order("purchase", id, "r")).toArray(String[]::new);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> answers = IntStream.range(0, 8)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(
                            () -> refundAll(orders).expect(200).text(), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .distinct()
                    .toList();
            assertEquals(1, answers.size(), "all get the same");
        }
        assertEquals(new BigDecimal("10.00"), api.available(wallet));
        assertEquals(
                15,
                EventStub.toldTo(alice).stream()
                        .filter(event -> event.event() instanceof FlorinEvent.CreditAdded added
                                && added.transactionType().equals("refund"))
                        .count());
    }

    @Test
    void oneFrozenWalletAmongSeveralStopsNoOther() throws SQLException {
        String frozen = failed();
        Api bob = Api.as(Some.user("bob"));
        UUID wallet = bob.wallet("10");
        String thawed = bob.post("/api/wallet/purchases", UUID.randomUUID().toString(), Some.purchase("0.50", ""))
                .expect(201)
                .json()
                .get("purchase_id")
                .textValue();
        service.post("/api/wallet/purchases/" + thawed + "/fail", "").expect(200);
        freeze(true);
        JsonNode results = refundAll(order("purchase", frozen, "r"), order("purchase", thawed, "r"))
                .expect(200)
                .json()
                .get("results");
        assertEquals("422 recipient-frozen", outcome(results.get(0)));
        assertEquals("200 back", outcome(results.get(1)));
        assertEquals(new BigDecimal("10.00"), bob.available(wallet));
        freeze(false);
        refund(frozen, "again").expect(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{}",
                "{\"items\":[]}",
                "{\"items\":[null]}",
                "{\"items\":[{}]}",
                "{\"items\":[{\"kind\":\"purchase\",\"id\":\"019c1337-0000-7000-8000-000000000000\"}]}",
                "{\"items\":[{\"kind\":\"\",\"id\":\"019c1337-0000-7000-8000-000000000000\",\"refund_id\":\"r\"}]}"
            })
    void theseAreNoOrders(String body) {
        assertEquals(
                "invalid-request",
                service.post(DUE + "/refund", body).expect(400).code());
    }

    @Test
    void noMoreThanAHundredAtOnce() {
        String[] orders = IntStream.range(0, 101)
                .mapToObj(_ -> order("purchase", UUID.randomUUID().toString(), "r"))
                .toArray(String[]::new);
        refundAll(orders).expect(400);
        refundAll(Arrays.copyOf(orders, 100)).expect(200);
    }

    private void freeze(boolean frozen) throws SQLException {
        Sql.asApplication().execute("UPDATE account SET frozen = " + frozen + " WHERE id = '" + wallet + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | not-found       | purchase/019c1337-0000-7000-8000-000000000000 | {\"refund_id\":\"r\"}",
                "404 | not-found       | purchase/x                                    | {\"refund_id\":\"r\"}",
                "404 | not-found       | moon/019c1337-0000-7000-8000-000000000000     | {\"refund_id\":\"r\"}",
                "400 | invalid-request | purchase/019c1337-0000-7000-8000-000000000000 | {\"refund_id\":\"\"}",
                "400 | invalid-request | purchase/019c1337-0000-7000-8000-000000000000 | {}",
                "400 | invalid-request | purchase/019c1337-0000-7000-8000-000000000000 | null"
            })
    void thisIsNoRefund(int status, String code, String what, String body) {
        ApiAnswer answer = service.post(DUE + "/" + what + "/refund", body);
        assertEquals(status + " " + code, answer.status() + " " + answer.code());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "?limit=0",
                "?limit=501",
                "?limit=x",
                "?due_before=yesterday",
                "?due_before=-999999999-01-01T00:00:00Z",
                "?due_before=%2B999999999-01-01T00:00:00Z"
            })
    void thisIsNoQuestion(String query) {
        assertEquals("invalid-request", service.get(DUE + query).expect(400).code());
    }

    @Test
    void howLongItTookIsCounted() throws SQLException {
        String id = failed();
        Instant dueAt = Instant.now().minusSeconds(90);
        Sql.asSuperuser().execute("UPDATE purchase SET due_at = '" + Json.text(dueAt) + "' WHERE id = '" + id + "'");
        isCountedOnce("purchase", id);
    }

    @Test
    void howLongAWithdrawalTookIsCounted() throws SQLException {
        String id = api.post("/api/wallet/withdrawals", UUID.randomUUID().toString(), Some.withdrawal("1", "chain"))
                .expect(201)
                .json()
                .get("withdrawal_id")
                .textValue();
        ChainGateway.said(id, "failed", "");
        Instant dueAt = Instant.now().minusSeconds(90);
        Sql.asSuperuser()
                .execute("UPDATE rail_transaction SET failed_at = '" + Json.text(dueAt) + "' WHERE id = '" + id + "'");
        isCountedOnce("withdrawal", id);
    }

    /** Of something that has been due for a minute and a half. */
    private void isCountedOnce(String kind, String id) {
        long slow = slow(kind);
        refund(kind, id, "r").expect(200);
        assertEquals(slow + 1, slow(kind));
        refund(kind, id, "r").expect(200);
        assertEquals(slow + 1, slow(kind), "a repeat is not counted");
    }

    /** More than a minute, and up to five. */
    private long slow(String kind) {
        return inBuckets(kind, "300.0") - inBuckets(kind, "60.0");
    }

    /** Nothing before anybody has asked for what is due: only then there is somebody who counts. */
    private long inBuckets(String kind, String le) {
        return api.get("/q/metrics")
                .expect(200)
                .text()
                .lines()
                .filter(line -> line.startsWith("refund_latency_seconds_bucket{")
                        && line.contains("kind=\"" + kind + "\"")
                        && line.contains("le=\"" + le + "\""))
                .mapToLong(line -> new BigDecimal(line.substring(line.lastIndexOf(' ') + 1)).longValueExact())
                .sum();
    }
}
