package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The slice as a user sees it: open, deposit, send, look. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class WalletQuarkusTest {
    private final String alice = Some.user("alice");
    private final String bob = Some.user("bob");
    private final Api api = Api.as(alice);

    private static List<String> fields(JsonNode json) {
        return json.properties().stream().map(field -> field.getKey()).toList();
    }

    @Test
    void aWalletIsOpenedOnce() {
        JsonNode opened =
                api.post("/api/wallets", "{\"currency\":\"USD\"}").expect(201).json();
        assertEquals(
                List.of("wallet_id", "currency", "available_balance", "pending_balance", "status", "updated_at"),
                fields(opened));
        assertEquals(new BigDecimal("0.00"), opened.get("available_balance").decimalValue());
        assertEquals("active", opened.get("status").textValue());
        assertTrue(opened.get("updated_at").textValue().matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));
        assertEquals(
                opened,
                api.post("/api/wallets", "{\"currency\":\"USD\"}").expect(200).json());
        assertEquals(
                opened,
                api.get("/api/wallets/" + opened.get("wallet_id").textValue()).json());
    }

    @Test
    void racersOpenOneWallet() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<ApiAnswer> answers = IntStream.range(0, 20)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(
                            () -> api.post("/api/wallets", "{\"currency\":\"USD\"}"), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertEquals(1, answers.stream().map(ApiAnswer::text).distinct().count());
            assertEquals(
                    1, answers.stream().filter(answer -> answer.status() == 201).count());
            assertTrue(answers.stream().allMatch(answer -> answer.status() == 200 || answer.status() == 201));
        }
    }

    @Test
    void eachCurrencyHasItsWallet() {
        api.wallet("USD", "1");
        api.wallet("ETH", "0.000000000000000001");
        api.wallet("JPY", "7");
        JsonNode wallets = api.get("/api/wallets").expect(200).json().get("wallets");
        assertEquals(
                List.of("ETH 0.000000000000000001", "JPY 7", "USD 1.00"),
                StreamSupport.stream(wallets.spliterator(), false)
                        .map(wallet -> wallet.get("currency").textValue() + " "
                                + wallet.get("available_balance").decimalValue().toPlainString())
                        .toList());
    }

    @Test
    void aDepositIsThereAtOnce() {
        UUID wallet = api.wallet("0");
        JsonNode deposit = api.post(
                        "/api/wallet/deposits",
                        UUID.randomUUID().toString(),
                        "{\"amount\":100.5,\"currency\":\"USD\",\"rail\":\"instant\"}")
                .expect(201)
                .json();
        assertEquals(
                List.of(
                        "deposit_id",
                        "wallet_id",
                        "amount",
                        "currency",
                        "rail",
                        "status",
                        "balance_after",
                        "created_at"),
                fields(deposit));
        assertEquals(new BigDecimal("100.50"), deposit.get("amount").decimalValue());
        assertEquals(new BigDecimal("100.50"), deposit.get("balance_after").decimalValue());
        assertEquals("finalized", deposit.get("status").textValue());
        assertEquals(
                deposit,
                api.get("/api/wallet/deposits/" + deposit.get("deposit_id").textValue())
                        .json());
        assertEquals(new BigDecimal("100.50"), api.available(wallet));
    }

    @Test
    void aTransferIsSeenFromBothSides() {
        api.wallet("100");
        Api.as(bob).wallet("1");
        String body =
                "{\"recipient_id\":\"" + bob + "\",\"amount\":\"12.50\",\"currency\":\"USD\",\"message\":\"lunch\"}";
        JsonNode sent = api.post("/api/wallet/transfers", UUID.randomUUID().toString(), body)
                .expect(201)
                .json();
        assertEquals(
                List.of(
                        "transfer_id",
                        "sender_id",
                        "recipient_id",
                        "amount",
                        "currency",
                        "message",
                        "status",
                        "progress",
                        "balance_after",
                        "created_at"),
                fields(sent));
        assertEquals(new BigDecimal("87.50"), sent.get("balance_after").decimalValue());
        assertEquals("completed", sent.get("status").textValue());
        assertEquals(100, sent.get("progress").intValue());
        String path = "/api/wallet/transfers/" + sent.get("transfer_id").textValue();
        assertEquals(sent, api.get(path).expect(200).json());
        JsonNode received = Api.as(bob).get(path).expect(200).json();
        assertEquals(new BigDecimal("13.50"), received.get("balance_after").decimalValue());
        assertEquals(alice, received.get("sender_id").textValue());
        assertEquals("lunch", received.get("message").textValue());
    }

    @Test
    void transfersComeInPagesNewestFirst() {
        api.wallet("100");
        api.wallet("EUR", "100");
        Api.as(bob).wallet("100");
        Api.as(bob).wallet("EUR", "0");
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            String currency = i % 3 == 0 ? "EUR" : "USD";
            boolean back = i % 5 == 1;
            ApiAnswer paid = (back ? Api.as(bob) : api)
                    .post(
                            "/api/wallet/transfers",
                            UUID.randomUUID().toString(),
                            "{\"recipient_id\":\"" + (back ? alice : bob) + "\",\"amount\":1,\"currency\":\"" + currency
                                    + "\"}");
            if (paid.status() == 201) {
                made.addFirst(paid.json().get("transfer_id").textValue());
            }
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page = api.get("/api/wallet/transfers?limit=7" + cursor)
                    .expect(200)
                    .json();
            page.get("transfers")
                    .forEach(transfer -> seen.add(transfer.get("transfer_id").textValue()));
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.get("next_cursor").textValue()
                    : "";
            pages++;
        } while (!cursor.isEmpty());
        assertEquals(made.stream().sorted().toList(), seen.stream().sorted().toList());
        assertEquals(made.size(), seen.stream().distinct().count());
        assertEquals((made.size() + 6) / 7, pages);
    }

    @Test
    void aPageHasExactlyWhatIsThere() {
        api.wallet("10");
        Api.as(bob).wallet("0");
        assertFalse(api.get("/api/wallet/transfers").json().has("next_cursor"));
        api.pay(bob, "1").expect(201);
        api.pay(bob, "1").expect(201);
        assertFalse(api.get("/api/wallet/transfers?limit=2").json().has("next_cursor"));
        assertTrue(api.get("/api/wallet/transfers?limit=1").json().has("next_cursor"));
    }

    @Test
    void itIsReadyAndCountsWhatItDoes() {
        api.wallet("1");
        Api.as(bob).wallet("0");
        api.pay(bob, "1.01").expect(422);
        assertEquals(
                "UP",
                api.get("/q/health/ready").expect(200).json().get("status").textValue());
        assertEquals(
                "UP", api.get("/q/health/live").expect(200).json().get("status").textValue());
        String metrics = api.get("/q/metrics").expect(200).text();
        for (String name : List.of(
                "transactions_total{status=\"posted\",type=\"deposit\"",
                "transactions_total{status=\"refused\",type=\"p2p\"",
                "ledger_batch_size",
                "ledger_audit_mismatches",
                "outbox_pending",
                "outbox_lag_seconds")) {
            assertTrue(metrics.contains(name), name);
        }
    }
}
