package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.common.test.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every endpoint, asked by everybody. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorisationQuarkusTest {
    private final String alice = Some.user("alice");
    private final String bob = Some.user("bob");
    private final String eve = Some.user("eve");
    private UUID wallet = Some.id(0);
    private String transfer = "";
    private String deposit = "";
    private String hold = "";
    private String seen = "";
    private String delivered = "";
    private String cancelled = "";
    private String failed = "";
    private String owed = "";
    private String withdrawal = "";
    private String feedTransaction = "";

    @BeforeAll
    void moveSomeMoney() {
        wallet = Api.as(alice).wallet("0");
        Api.as(bob).wallet("0");
        Api.as(eve).wallet("100");
        deposit = Api.as(alice)
                .post("/api/wallet/deposits", key(), "{\"amount\":100,\"currency\":\"USD\"}")
                .json()
                .get("deposit_id")
                .textValue();
        transfer = Api.as(alice).pay(bob, "1").json().get("transfer_id").textValue();
        feedTransaction = Api.as(alice)
                .get("/api/bt-pay/dashboard")
                .json()
                .at("/recent_transactions/0/id")
                .textValue();
        hold = UUID.randomUUID().toString();
        seen = purchase();
        delivered = purchase();
        cancelled = purchase();
        failed = purchase();
        owed = purchase();
        withdrawal = Api.as(alice)
                .post("/api/wallet/withdrawals", key(), Some.withdrawal("1", "chain"))
                .json()
                .get("withdrawal_id")
                .textValue();
        Api.as(alice).post("/api/wallet/purchases/" + owed + "/cancel", "").expect(200);
        Api.asService().post("/internal/holds", reserve(hold)).expect(201);
    }

    private String purchase() {
        return Api.as(alice)
                .post("/api/wallet/purchases", key(), Some.purchase("1", ""))
                .json()
                .get("purchase_id")
                .textValue();
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }

    private String reserve(String id) {
        return "{\"id\":\"" + id + "\",\"account\":\"user:" + alice
                + "\",\"amount\":1,\"currency\":\"USD\",\"purpose\":\"test\"}";
    }

    /** Endpoint, body, and what another user, the user, an admin who is also a user, and a service get. */
    Stream<Arguments> endpoints() {
        String capture = "{\"id\":\"" + key() + "\",\"credit\":\"user:" + bob
                + "\",\"amount\":0.5,\"currency\":\"USD\",\"type\":\"test\"}";
        String batch = "{\"mode\":\"atomic\",\"transfers\":[{\"id\":\"" + key() + "\",\"debit\":\"user:" + alice
                + "\",\"credit\":\"user:" + bob + "\",\"amount\":1,\"currency\":\"USD\",\"type\":\"test\"}]}";
        return Stream.of(
                Arguments.of("POST /api/wallets", "{\"currency\":\"USD\"}", "200 200 201 403"),
                Arguments.of("GET /api/wallets", "", "200 200 200 403"),
                Arguments.of("GET /api/wallets/" + wallet, "", "404 200 404 403"),
                Arguments.of("POST /api/wallet/deposits", "{\"amount\":1,\"currency\":\"USD\"}", "201 201 201 403"),
                Arguments.of("GET /api/wallet/deposits/" + deposit, "", "404 200 404 403"),
                Arguments.of("POST /api/wallet/transfers", Some.payment(bob, BigDecimal.ONE), "201 201 201 403"),
                Arguments.of("GET /api/wallet/transfers", "", "200 200 200 403"),
                Arguments.of("GET /api/wallet/transfers/" + transfer, "", "404 200 404 403"),
                Arguments.of("GET /api/wallet/limits", "", "200 200 200 403"),
                Arguments.of("GET /api/wallet/transactions", "", "200 200 200 403"),
                Arguments.of("GET /api/wallet/transactions/detailed", "", "200 200 200 403"),
                Arguments.of("GET /api/wallet/transactions/export?format=json", "", "200 200 200 403"),
                Arguments.of("GET /api/wallet/statement?month=2026-01", "", "200 200 200 403"),
                Arguments.of("GET /api/wallets/" + wallet + "/balance", "", "404 200 404 403"),
                Arguments.of(
                        "PUT /api/wallet/limits",
                        "{\"user_id\":\"" + alice + "\",\"tier\":\"basic\"}",
                        "403 403 200 403"),
                Arguments.of("GET /api/wallet/transfers/scheduled", "", "200 200 200 403"),
                Arguments.of("POST /api/wallet/transfers/" + transfer + "/cancel", "", "404 409 404 403"),
                Arguments.of("GET /api/admin/transactions/alerts", "", "403 403 200 403"),
                Arguments.of("POST /api/admin/transactions/alerts/" + key() + "/acknowledge", "", "403 403 404 403"),
                Arguments.of("GET /api/admin/transactions/monitor", "", "403 403 200 403"),
                Arguments.of("POST /api/admin/wallets/" + wallet + "/freeze", "{\"reason\":\"x\"}", "403 403 200 403"),
                Arguments.of(
                        "POST /api/admin/wallets/" + wallet + "/unfreeze", "{\"reason\":\"x\"}", "403 403 200 403"),
                Arguments.of(
                        "POST /api/admin/wallets/" + wallet + "/adjustments",
                        "{\"amount\":1,\"reason\":\"x\"}",
                        "403 403 201 403"),
                Arguments.of("GET /api/admin/wallets/" + wallet + "/actions", "", "403 403 200 403"),
                Arguments.of("GET /api/admin/ledger/accounts/" + wallet + "/entries", "", "403 403 200 403"),
                Arguments.of("POST /api/wallet/purchases", Some.purchase("1", ""), "201 201 201 403"),
                Arguments.of("GET /api/wallet/purchases", "", "200 200 200 403"),
                Arguments.of("GET /api/wallet/purchases/" + seen, "", "404 200 404 403"),
                Arguments.of("POST /api/wallet/purchases/" + delivered + "/complete", "", "403 403 200 200"),
                Arguments.of("POST /api/wallet/purchases/" + cancelled + "/cancel", "", "404 200 200 200"),
                Arguments.of("POST /api/wallet/purchases/" + failed + "/fail", "", "403 403 200 200"),
                Arguments.of("POST /api/wallet/withdrawals", Some.withdrawal("1", "chain"), "201 201 201 403"),
                Arguments.of("GET /api/wallet/withdrawals", "", "200 200 200 403"),
                Arguments.of("GET /api/wallet/withdrawals/" + withdrawal, "", "404 200 404 403"),
                Arguments.of("GET /api/admin/rails/events/unapplied", "", "403 403 200 403"),
                Arguments.of("GET /api/admin/rails/events/" + key(), "", "403 403 404 403"),
                Arguments.of(
                        "POST /api/admin/rails/events/" + key() + "/apply", "{\"reason\":\"x\"}", "403 403 404 403"),
                Arguments.of(
                        "POST /api/admin/rails/events/" + key() + "/dismiss", "{\"reason\":\"x\"}", "403 403 404 403"),
                Arguments.of("GET /internal/refundables", "", "403 403 403 200"),
                Arguments.of("GET /internal/refundables/refunded", "", "403 403 403 200"),
                Arguments.of("GET /internal/ledger/refunds", "", "403 403 403 200"),
                Arguments.of("GET /internal/users/count", "", "403 403 403 200"),
                Arguments.of(
                        "POST /internal/refundables/purchase/" + owed + "/refund",
                        "{\"refund_id\":\"r\"}",
                        "403 403 403 200"),
                Arguments.of(
                        "POST /internal/refundables/refund",
                        "{\"items\":[{\"kind\":\"purchase\",\"id\":\"" + owed + "\",\"refund_id\":\"r\"}]}",
                        "403 403 403 200"),
                Arguments.of("POST /api/bt-pay/import?format=csv", "reference,date,amount,currency", "200 200 200 403"),
                Arguments.of("GET /api/bt-pay/dashboard", "", "200 200 200 403"),
                Arguments.of("GET /api/bt-pay/pending", "", "200 200 200 403"),
                Arguments.of("GET /api/bt-pay/hourly", "", "200 200 200 403"),
                Arguments.of("GET /api/bt-pay/categories", "", "200 200 200 403"),
                Arguments.of("POST /api/bt-pay/auto-categorize", "", "200 200 200 403"),
                Arguments.of(
                        "PUT /api/bt-pay/transactions/" + feedTransaction + "/category",
                        "{\"category\":\"food\"}",
                        "404 200 404 403"),
                Arguments.of("POST /internal/insight/figures", "{\"users\":[\"" + alice + "\"]}", "403 403 403 200"),
                Arguments.of(
                        "POST /internal/insight/auto-categorize", "{\"user_id\":\"" + alice + "\"}", "403 403 403 200"),
                Arguments.of("GET /api/admin/ledger/audit", "", "403 403 200 403"),
                Arguments.of("POST /internal/ledger/transfers", batch, "403 403 403 200"),
                Arguments.of(
                        "POST /internal/ledger/commands",
                        "{\"steps\":[{\"reserve\":" + reserve(key()) + "}]}",
                        "403 403 403 200"),
                Arguments.of(
                        "POST /internal/ledger/commands/batch",
                        "{\"commands\":[{\"steps\":[{\"reserve\":" + reserve(key()) + "}]}]}",
                        "403 403 403 200"),
                Arguments.of("POST /internal/holds", reserve(key()), "403 403 403 201"),
                Arguments.of("GET /internal/holds/" + hold, "", "403 403 403 200"),
                Arguments.of("POST /internal/holds/" + hold + "/capture", capture, "403 403 403 200"),
                Arguments.of("POST /internal/holds/" + hold + "/void", "", "403 403 403 200"));
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void everybodyGetsWhatIsTheirs(String endpoint, String body, String expected) {
        TestTokens.Draft draft = TestTokens.draft(alice, "user", "admin");
        String before = Books.digest();
        assertEquals("401 unauthenticated", outcome(new Api(null), endpoint, body));
        assertEquals(
                "401 token-expired",
                outcome(new Api(draft.lasting(Duration.ofSeconds(-1)).signed()), endpoint, body));
        assertEquals(
                "401 unauthenticated",
                outcome(new Api(draft.forAudience("other").signed()), endpoint, body));
        assertEquals("403 forbidden", outcome(new Api(TestTokens.draft(alice).signed()), endpoint, body), "no role");
        assertEquals(before, Books.digest());
        String admin = Some.user("admin");
        if (Set.of(
                        "POST /api/wallet/deposits",
                        "POST /api/wallet/transfers",
                        "POST /api/wallet/purchases",
                        "POST /api/wallet/withdrawals")
                .contains(endpoint)) {
            new Api(TestTokens.admin(admin)).wallet("10");
        }
        List<Api> callers = List.of(Api.as(eve), Api.as(alice), new Api(TestTokens.admin(admin)), Api.asService());
        String[] statuses = expected.split(" ", -1);
        for (int i = 0; i < statuses.length; i++) {
            String outcome = outcome(callers.get(i), endpoint, body);
            assertEquals(statuses[i], outcome.substring(0, 3), "caller " + i + ": " + outcome);
        }
    }

    private static String outcome(Api api, String endpoint, String body) {
        String path = endpoint.substring(endpoint.indexOf(' ') + 1);
        ApiAnswer answer = switch (endpoint.substring(0, endpoint.indexOf(' '))) {
            case "GET" -> api.get(path);
            case "PUT" -> api.put(path, body);
            default -> api.post(path, key(), body);
        };
        return answer.status() + (answer.status() >= 400 ? " " + answer.code() : "");
    }

    @Test
    void bothPartiesSeeATransferAndNobodyElse() {
        Api.as(alice).get("/api/wallet/transfers/" + transfer).expect(200);
        Api.as(bob).get("/api/wallet/transfers/" + transfer).expect(200);
        Api.as(eve).get("/api/wallet/transfers/" + transfer).expect(404);
    }

    @Test
    void aRecipientSeesARefusedPaymentButNeitherWhyNorItsMessage() {
        String id = UUID.randomUUID().toString();
        String payment = """
                {"recipient_id": "%s", "amount": 100000, "currency": "USD", "message": "hello, stranger"}""".formatted(bob);
        Api.as(alice).post("/api/wallet/transfers", id, payment).expect(422);
        String refused = Sql.one(
                "SELECT t.id FROM transfer t JOIN account a ON a.id = t.debit WHERE t.refused = 'insufficient-funds'"
                        + " AND a.owner = '" + alice + "' ORDER BY t.created_at DESC");
        assertEquals(
                "insufficient-funds",
                Api.as(alice)
                        .get("/api/wallet/transfers/" + refused)
                        .expect(200)
                        .json()
                        .get("failure_code")
                        .textValue());
        JsonNode seen =
                Api.as(bob).get("/api/wallet/transfers/" + refused).expect(200).json();
        assertTrue(Api.as(alice).get("/api/wallet/transfers/" + refused).json().has("message"));
        assertEquals("failed", seen.get("status").textValue());
        assertFalse(seen.has("failure_code"));
        assertFalse(seen.has("message"));
        Api.as(eve).get("/api/wallet/transfers/" + refused).expect(404);
    }

    /** So that an endpoint that comes later cannot be forgotten here. */
    @Test
    void theTableIsComplete() {
        ApiAnswer document = new Api(null)
                .send(new Api(null).request("/q/openapi?format=json").GET());
        Set<String> documented = document.json().get("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .map(method -> method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()))
                .filter(endpoint -> Pattern.matches("(GET|POST|PUT|DELETE|PATCH) .*", endpoint))
                .collect(Collectors.toSet());
        Set<String> tested = endpoints()
                .map(row -> String.valueOf(row.get()[0])
                        .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "{id}")
                        .replace("/refundables/purchase/", "/refundables/{kind}/")
                        .replaceAll("\\?.*", ""))
                .collect(Collectors.toSet());
        // Rails have no token but a signature: RailQuarkusTest.everyActiveSecretCountsAndNoOther
        documented.remove("POST /api/wallet/rails/{rail}/events");
        assertTrue(tested.containsAll(documented), documented + " but only " + tested);
    }
}
