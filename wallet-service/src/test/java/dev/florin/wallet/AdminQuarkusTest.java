package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What administrators do. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class AdminQuarkusTest {
    private final String alice = Some.user("alice");
    private final String bob = Some.user("bob");
    private final Api api = Api.as(alice);
    private UUID wallet = Some.id(0);

    @BeforeEach
    void openWallets() {
        wallet = api.wallet("100");
        Api.as(bob).wallet("100");
    }

    private ApiAnswer admin(String action, String body) {
        return Api.asAdmin()
                .post(
                        "/api/admin/wallets/" + wallet + "/" + action,
                        UUID.randomUUID().toString(),
                        body);
    }

    private List<String> actions() {
        List<String> all = new ArrayList<>();
        Api.asAdmin()
                .get("/api/admin/wallets/" + wallet + "/actions")
                .expect(200)
                .json()
                .get("actions")
                .forEach(action -> all.add(action.get("action").textValue() + " by "
                        + action.get("admin").textValue() + ": "
                        + action.get("reason").textValue()
                        + (action.has("amount") ? " " + action.get("amount").decimalValue() : "")));
        return all;
    }

    @Test
    void aFrozenWalletNeitherPaysNorReceives() {
        JsonNode frozen =
                admin("freeze", "{\"reason\":\"fraud check\"}").expect(200).json();
        assertEquals("frozen", frozen.get("status").textValue());
        assertEquals(alice, frozen.get("user_id").textValue());
        assertEquals("wallet-frozen", api.pay(bob, "1").expect(422).code());
        assertEquals("recipient-frozen", Api.as(bob).pay(alice, "1").expect(422).code());
        assertEquals(
                "wallet-frozen",
                admin("adjustments", "{\"amount\":-1,\"reason\":\"x\"}")
                        .expect(422)
                        .code());
        admin("unfreeze", "{\"reason\":\"cleared\"}").expect(200);
        api.pay(bob, "1").expect(201);
        assertEquals(List.of("unfreeze by root: cleared", "freeze by root: fraud check"), actions());
        assertEquals(
                List.of("Your USD wallet was frozen.", "Your USD wallet was unfrozen."),
                EventStub.toldTo(alice).stream()
                        .filter(event -> event.type().equals("security_alert"))
                        .map(event -> event.data().get("message").textValue())
                        .toList());
    }

    @Test
    void freezingTwiceIsOneActionAndOneMessage() {
        admin("freeze", "{\"reason\":\"one\"}").expect(200);
        admin("freeze", "{\"reason\":\"two\"}").expect(200);
        assertEquals(List.of("freeze by root: one"), actions());
        assertEquals(
                1,
                EventStub.toldTo(alice).stream()
                        .filter(event -> event.type().equals("security_alert"))
                        .count());
    }

    @Test
    void anAdjustmentMovesMoneyOnceWithItsReason() {
        String key = UUID.randomUUID().toString();
        String path = "/api/admin/wallets/" + wallet + "/adjustments";
        String body = "{\"amount\":-12.50,\"reason\":\"charged twice\"}";
        ApiAnswer first = Api.asAdmin().post(path, key, body).expect(201);
        ApiAnswer again = Api.asAdmin().post(path, key, body).expect(201);
        assertEquals(first.text(), again.text());
        assertTrue(again.isReplayed());
        assertEquals(
                "idempotency-key-reused",
                Api.asAdmin()
                        .post(path, key, body.replace("12.50", "12.51"))
                        .expect(422)
                        .code());
        admin("adjustments", "{\"amount\":\"2\",\"reason\":\"goodwill\"}").expect(201);
        assertEquals(new BigDecimal("89.50"), api.available(wallet));
        assertEquals(
                List.of("adjustment by root: goodwill 2.00", "adjustment by root: charged twice -12.50"), actions());
        assertEquals(
                List.of("-12.50", "2.00"),
                EventStub.toldTo(alice).stream()
                        .filter(event -> event.type().equals("balance_update"))
                        .filter(event -> event.data().has("transaction"))
                        .map(event -> event.data().get("transaction"))
                        .filter(transaction ->
                                transaction.get("type").textValue().equals("adjustment"))
                        .map(transaction ->
                                transaction.get("amount").decimalValue().toPlainString())
                        .toList());
    }

    @Test
    void anAdjustmentDoesNotOverdraw() {
        assertEquals(
                "insufficient-funds",
                admin("adjustments", "{\"amount\":-100.01,\"reason\":\"x\"}")
                        .expect(422)
                        .code());
        assertEquals(List.of(), actions());
        assertEquals(new BigDecimal("100.00"), api.available(wallet));
    }

    @Test
    void badInputIsRefused() {
        for (String body : List.of("{}", "{\"reason\":\"\"}", "{\"reason\":\"" + "x".repeat(201) + "\"}", "")) {
            admin("freeze", body).expect(400);
        }
        for (String body : List.of(
                "{\"amount\":1}",
                "{\"reason\":\"x\"}",
                "{\"amount\":\"a\",\"reason\":\"x\"}",
                "{\"amount\":1,\"reason\":\"x\",\"more\":1}")) {
            admin("adjustments", body).expect(400);
        }
        assertEquals(
                "amount-not-positive",
                admin("adjustments", "{\"amount\":0,\"reason\":\"x\"}")
                        .expect(422)
                        .code());
        assertEquals(
                "too-many-decimals",
                admin("adjustments", "{\"amount\":0.001,\"reason\":\"x\"}")
                        .expect(422)
                        .code());
        Api.asAdmin()
                .post("/api/admin/wallets/" + wallet + "/adjustments", "{\"amount\":1,\"reason\":\"x\"}")
                .expect(400);
        for (String action : List.of("freeze", "unfreeze")) {
            Api.asAdmin()
                    .post("/api/admin/wallets/" + UUID.randomUUID() + "/" + action, "{\"reason\":\"x\"}")
                    .expect(404);
        }
        Api.asAdmin()
                .get("/api/admin/wallets/" + UUID.randomUUID() + "/actions")
                .expect(404);
        Api.asAdmin()
                .get("/api/admin/ledger/accounts/" + UUID.randomUUID() + "/entries")
                .expect(404);
    }

    /**
     * Of one millisecond, as two replicas may write them: what a cursor cuts off there is neither lost nor repeated.
     */
    @Test
    void actionsComeInPagesNewestFirst() throws SQLException {
        for (int i = 0; i < 5; i++) {
            admin(i % 2 == 0 ? "freeze" : "unfreeze", "{\"reason\":\"" + i + "\"}")
                    .expect(200);
        }
        Sql.asSuperuser().executeWithoutTriggers("""
                UPDATE admin_action SET created_at = timestamptz '2026-01-31T09:30:00Z'
                       + CASE reason WHEN '1' THEN interval '100 us' WHEN '2' THEN interval '300 us' ELSE interval '200 us' END
                 WHERE reason IN ('1', '2', '3') AND account_id = '%s'""".formatted(wallet));
        List<String> seen = new ArrayList<>();
        String path = "/api/admin/wallets/" + wallet + "/actions?limit=";
        String cursor = "";
        do {
            JsonNode page = Api.asAdmin().get(path + 1 + cursor).expect(200).json();
            assertEquals(1, page.get("actions").size());
            JsonNode action = page.get("actions").get(0);
            seen.add(action.get("reason").textValue());
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.get("next_cursor").textValue()
                    : "";
        } while (!cursor.isEmpty());
        assertEquals(List.of("4", "0", "3", "2", "1"), seen);
        for (String bad : List.of("0", "501", "x", "1&cursor=odd")) {
            Api.asAdmin().get(path + bad).expect(400);
        }
    }

    @Test
    void entriesComeInPagesWithTheirBalances() {
        IntStream.range(0, 4).forEach(_ -> api.pay(bob, "1").expect(201));
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = Api.asAdmin()
                    .get("/api/admin/ledger/accounts/" + wallet + "/entries?limit=2" + cursor)
                    .expect(200)
                    .json();
            page.get("entries")
                    .forEach(entry -> seen.add(entry.get("seq").longValue() + " "
                            + entry.get("amount").decimalValue() + " "
                            + entry.get("balance_after").decimalValue() + " "
                            + entry.get("type").textValue()));
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.get("next_cursor").textValue()
                    : "";
        } while (!cursor.isEmpty());
        assertEquals(
                List.of(
                        "5 -1.00 96.00 p2p",
                        "4 -1.00 97.00 p2p",
                        "3 -1.00 98.00 p2p",
                        "2 -1.00 99.00 p2p",
                        "1 100.00 100.00 deposit"),
                seen);
    }

    @Test
    void theRecordCannotBeRewritten() {
        admin("freeze", "{\"reason\":\"x\"}").expect(200);
        for (String sql : List.of("UPDATE admin_action SET reason = 'y'", "DELETE FROM admin_action")) {
            assertThrows(SQLException.class, () -> Sql.asApplication().execute(sql));
            assertThrows(SQLException.class, () -> Sql.asOwner().execute(sql));
        }
        assertFalse(actions().isEmpty());
    }
}
