package dev.florin.wallet.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.wallet.Api;
import dev.florin.wallet.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lists of what moved, as their owner sees them. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class HistoryQuarkusTest {
    private static final String DETAILED = "/api/wallet/transactions/detailed";

    private final String alice = Some.user("alice");
    private final String bob = Some.user("bob");
    private final Api api = Api.as(alice);

    /**
     * Alice gets 100.00 and 10.00 EUR, pays 2.50 for a number and Bob 30.00, gets 2.50 back; her last movement stands
     * first: refund, payment, purchase, EUR deposit, deposit.
     */
    private UUID someHistory() {
        UUID wallet = api.wallet("100");
        api.wallet("EUR", "10");
        Api.as(bob).wallet("7");
        order(
                "user:" + alice,
                "system:fees",
                "2.50",
                "sms_purchase",
                "{\"description\":\"100% telegram_verification (DE)\",\"service\":\"telegram\"}");
        api.post(
                        "/api/wallet/transfers",
                        UUID.randomUUID().toString(),
                        "{\"recipient_id\":\"" + bob
                                + "\",\"amount\":30,\"currency\":\"USD\",\"message\":\"Für Käse\"}")
                .expect(201);
        order("system:fees", "user:" + alice, "2.50", "verification_refund", "{\"service\":\"telegram\"}");
        return wallet;
    }

    private static void order(String debit, String credit, String amount, String type, String metadata) {
        ApiAnswer answer = Api.asService()
                .post(
                        "/internal/ledger/transfers",
                        "{\"mode\":\"atomic\",\"transfers\":[{\"id\":\"" + UUID.randomUUID() + "\",\"debit\":\"" + debit
                                + "\",\"credit\":\"" + credit + "\",\"amount\":" + amount
                                + ",\"currency\":\"USD\",\"reference\":\"order-7\",\"type\":\"" + type
                                + "\",\"metadata\":" + metadata + "}]}")
                .expect(200);
        assertEquals(
                "posted",
                answer.json()
                        .at("/results/0/outcome")
                        .asText(answer.json().at("/results/0/status").asText()));
    }

    private JsonNode get(String query) {
        return api.get(DETAILED + query).expect(200).json();
    }

    private static List<String> all(JsonNode page, String field) {
        return StreamSupport.stream(page.get("transactions").spliterator(), false)
                .map(transaction -> transaction.get(field).asText())
                .toList();
    }

    @Test
    void aMovementShowsWhatTheSeedShowsAndTheBalanceAfterIt() {
        UUID wallet = someHistory();
        JsonNode page = get("");
        assertEquals(5, page.get("total").intValue());
        assertFalse(page.has("next_cursor"));
        assertEquals(List.of("verification_refund", "p2p", "sms_purchase", "deposit", "deposit"), all(page, "type"));
        assertEquals(List.of("2.50", "-30.00", "-2.50", "10.00", "100.00"), all(page, "amount"));
        assertEquals(List.of("70.00", "67.50", "97.50", "10.00", "100.00"), all(page, "balance_after"));
        assertEquals(List.of("USD", "USD", "USD", "EUR", "USD"), all(page, "currency"));
        JsonNode purchase = page.get("transactions").get(2);
        assertEquals(
                List.of(
                        "id",
                        "amount",
                        "type",
                        "description",
                        "service",
                        "status",
                        "created_at",
                        "balance_after",
                        "currency",
                        "wallet_id",
                        "direction",
                        "counterparty",
                        "reference",
                        "message"),
                purchase.properties().stream().map(field -> field.getKey()).toList());
        assertEquals(
                "100% telegram_verification (DE)", purchase.get("description").textValue());
        assertEquals("telegram", purchase.get("service").textValue());
        assertEquals("completed", purchase.get("status").textValue());
        assertEquals("debit", purchase.get("direction").textValue());
        assertEquals("order-7", purchase.get("reference").textValue());
        assertEquals(wallet.toString(), purchase.get("wallet_id").textValue());
        assertTrue(purchase.get("counterparty").isNull(), "fees are nobody");
        JsonNode payment = page.get("transactions").get(1);
        assertEquals(bob, payment.get("counterparty").textValue());
        assertEquals("Für Käse", payment.get("message").textValue());
        assertEquals("Für Käse", payment.get("description").textValue());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type=credit                          | verification_refund deposit deposit",
                "type=debit                           | p2p sms_purchase",
                "type=sms_purchase                    | sms_purchase",
                "type=refund                          | verification_refund",
                "type=xrefund                         | ''",
                "currency=EUR                         | deposit",
                "currency=JPY                         | ''",
                "currency=USD&type=deposit            | deposit",
                "counterparty=BOB                     | p2p",
                "counterparty=nobody                  | ''",
                "counterparty=world                   | ''",
                "min_amount=30                        | p2p deposit",
                "min_amount=30.001                    | deposit",
                "max_amount=2.5                       | verification_refund sms_purchase",
                "max_amount=2.499                     | ''",
                "min_amount=2.50&max_amount=10        | verification_refund sms_purchase deposit",
                "min_amount=1e1&max_amount=99.99      | p2p deposit",
                "q=TELEGRAM                           | verification_refund sms_purchase",
                "q=100%25                             | sms_purchase",
                "q=m_v                                | sms_purchase",
                "q=m%25v                              | ''",
                "q=k%C3%84se                          | p2p",
                "q=order-7&type=debit                 | sms_purchase",
                "q=%27%20OR%201=1--                   | ''",
                "start_date=2020-01-01&end_date=2020-12-31 | ''",
                "start_date=2020-01-01                | verification_refund p2p sms_purchase deposit deposit",
                "end_date=2020-01-01T00:00:00Z        | ''"
            })
    void aFilterShowsWhatItSaysAndItsTotalAgrees(String filter, String types) {
        someHistory();
        JsonNode page = get("?" + filter.strip().replace("BOB", bob));
        List<String> expected = types.isEmpty() ? List.of() : List.of(types.split(" ", -1));
        assertEquals(expected, all(page, "type"));
        assertEquals(expected.size(), page.get("total").intValue());
    }

    /** A client shows milliseconds, and asks with what it shows. */
    @Test
    void theTimeOfAMovementFindsIt() {
        someHistory();
        String at = all(get("?type=p2p"), "created_at").getFirst();
        JsonNode page = get("?start_date=" + at + "&end_date=" + at + "&type=p2p");
        assertEquals(List.of("p2p"), all(page, "type"));
        String today = at.substring(0, 10);
        assertEquals(
                5,
                get("?start_date=" + today + "&end_date=" + today).get("total").intValue());
        String west = at.replace("Z", "-00:00");
        assertEquals(
                1,
                get("?type=p2p&start_date=" + west + "&end_date=" + west)
                        .get("total")
                        .intValue());
        assertEquals(
                1,
                get("?type=p2p&end_date=" + at.replace("Z", "+00:00"))
                        .get("total")
                        .intValue());
    }

    @Test
    void skippingAndLimitingCutsTheSameList() {
        someHistory();
        List<String> whole = all(get(""), "id");
        List<String> parts = new ArrayList<>();
        for (int skip = 0; skip < 6; skip += 2) {
            JsonNode page = get("?skip=" + skip + "&limit=2");
            assertEquals(5, page.get("total").intValue());
            parts.addAll(all(page, "id"));
        }
        assertEquals(whole, parts);
        assertEquals(List.of(whole.get(3)), all(get("?type=deposit&skip=0&limit=1"), "id"));
        assertEquals(List.of(whole.get(4)), all(get("?type=deposit&skip=1&limit=1"), "id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "type=credit", "q=o"})
    void aCursorGoesThroughTheListAsItWasWhenItBegan(String filter) {
        someHistory();
        List<String> whole = all(get("?" + filter), "id");
        List<String> seen = new ArrayList<>();
        JsonNode page = get("?limit=1&" + filter);
        seen.addAll(all(page, "id"));
        while (page.has("next_cursor")) {
            api.post(
                            "/api/wallet/deposits",
                            UUID.randomUUID().toString(),
                            "{\"amount\":1,\"currency\":\"" + (seen.size() % 2 == 0 ? "EUR" : "USD") + "\"}")
                    .expect(201);
            page = get(
                    "?limit=1&" + filter + "&cursor=" + page.get("next_cursor").textValue());
            assertFalse(page.has("total"));
            seen.addAll(all(page, "id"));
        }
        assertEquals(whole, seen);
    }

    @Test
    void thePlainListIsTheSameList() {
        someHistory();
        JsonNode first = api.get("/api/wallet/transactions?limit=3").expect(200).json();
        JsonNode second = api.get("/api/wallet/transactions?limit=3&cursor="
                        + first.get("next_cursor").textValue())
                .expect(200)
                .json();
        assertFalse(second.has("next_cursor"));
        List<String> both = new ArrayList<>(all(first, "id"));
        both.addAll(all(second, "id"));
        assertEquals(all(get(""), "id"), both);
        assertEquals(5, first.get("total").intValue());
    }

    @Test
    void nobodySeesAnothersMovementsNorWithAnothersCursor() {
        someHistory();
        String eve = Some.user("eve");
        assertEquals(0, Api.as(eve).get(DETAILED).json().get("total").intValue());
        Api.as(eve).wallet("1");
        String cursor = get("?limit=1").get("next_cursor").textValue();
        assertEquals(
                0,
                Api.as(eve)
                        .get(DETAILED + "?cursor=" + cursor)
                        .expect(200)
                        .json()
                        .get("transactions")
                        .size());
        assertEquals(
                0,
                Api.as(eve)
                        .get(DETAILED + "?counterparty=" + bob)
                        .json()
                        .get("total")
                        .intValue());
        JsonNode bobs = Api.as(bob).get(DETAILED).json();
        assertEquals(List.of("30.00", "7.00"), all(bobs, "amount"));
        assertEquals(alice, bobs.get("transactions").get(0).get("counterparty").textValue());
    }

    @Test
    void whatWasRefusedDidNotMove() {
        api.wallet("5");
        Api.as(bob).wallet("0");
        api.pay(bob, "6").expect(422);
        assertEquals(1, get("").get("total").intValue());
        assertEquals(List.of("5.00"), all(get(""), "amount"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | invalid-request | limit=0",
                "400 | invalid-request | limit=501",
                "400 | invalid-request | limit=x",
                "400 | invalid-request | skip=-1",
                "400 | invalid-request | skip=10001",
                "400 | invalid-request | skip=1&cursor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "400 | invalid-request | cursor=x",
                "400 | invalid-request | cursor=AAAA",
                "400 | invalid-request | cursor=%00",
                "400 | invalid-request | type=SMS",
                "400 | invalid-request | type=a%27b",
                "422 | unknown-asset   | currency=DOGE",
                "400 | invalid-request | start_date=yesterday",
                "400 | invalid-request | start_date=2026-02-30",
                "400 | invalid-request | start_date=2026-01-01T00:00:00",
                "400 | invalid-request | start_date=0000-01-01",
                "400 | invalid-request | end_date=%2B999999999-12-31T00:00:00Z",
                "400 | invalid-request | start_date=2026-01-02&end_date=2026-01-01",
                "400 | invalid-request | min_amount=-1",
                "400 | invalid-request | min_amount=1e999999999",
                "400 | invalid-request | max_amount=1e-999999999",
                "400 | invalid-request | min_amount=NaN",
                "400 | invalid-request | min_amount=2&max_amount=1",
                "400 | invalid-request | q=%00",
                "400 | invalid-request | counterparty=%00"
            })
    void whatMakesNoSenseIsRefused(int status, String code, String query) {
        api.wallet("1");
        ApiAnswer answer = api.get(DETAILED + "?" + query);
        assertEquals(status + " " + code, answer.status() + " " + answer.code(), answer.text());
    }

    @Test
    void textHasALimit() {
        api.wallet("1");
        assertEquals(400, api.get(DETAILED + "?q=" + "x".repeat(201)).status());
        assertEquals(
                0,
                get("?q=" + URLEncoder.encode("ß".repeat(200), StandardCharsets.UTF_8))
                        .get("total")
                        .intValue());
    }

    @Test
    void manyWalletsMakeOneListInTheOrderOfTime() {
        List<String> currencies = List.of("USD", "EUR", "JPY", "CHF", "GBP");
        List<String> expected = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (String currency : currencies) {
                api.wallet(currency, "1");
                expected.addFirst(currency);
            }
        }
        assertEquals(expected, all(get(""), "currency"));
        assertEquals(15, new HashSet<>(all(get(""), "id")).size());
        assertEquals(expected.subList(7, 12), all(get("?skip=7&limit=5"), "currency"));
        assertEquals(
                new BigDecimal("3"),
                get("?currency=JPY")
                        .get("transactions")
                        .get(0)
                        .get("balance_after")
                        .decimalValue());
    }
}
