package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
@QuarkusTestResource(WalletStub.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorisationQuarkusTest {
    private final String bob = Some.user("bob");
    private final String sue = Some.user("sue");
    private String made = "";
    private String held = "";
    private String disputed = "";
    private String named = "";

    @BeforeAll
    void makeEscrows() {
        made = made();
        held = made();
        disputed = made();
        named = Api.as(bob)
                .post(
                        "/api/red-packets",
                        Some.key(),
                        Some.redPacket(10, 2, "equal", ", \"recipients\": [\"" + sue + "\"]"))
                .expect(201)
                .json()
                .get("packet_id")
                .textValue();
        for (String escrow : List.of(held, disputed)) {
            Api.as(bob)
                    .post("/api/v1/escrows/" + escrow + "/fund", Some.key(), "")
                    .expect(200);
        }
        Api.as(bob)
                .post("/api/v1/escrows/" + disputed + "/dispute", "{\"reason\":\"broken\"}")
                .expect(200);
    }

    private String made() {
        return Api.as(bob)
                .post("/api/v1/escrows", Some.key(), Some.escrow(sue, ""))
                .expect(201)
                .json()
                .get("escrow_id")
                .textValue();
    }

    /**
     * Endpoint, body, and what a stranger, the buyer or sender, the seller or recipient, an admin who is also a user,
     * and a service get.
     */
    Stream<Arguments> endpoints() {
        String one = "/api/v1/escrows/";
        return Stream.of(
                Arguments.of("POST /api/v1/escrows", Some.escrow(sue, ""), "201 201 400 201 403"),
                Arguments.of("GET /api/v1/escrows", "", "200 200 200 200 403"),
                Arguments.of("GET " + one + held, "", "404 200 200 404 403"),
                Arguments.of("GET " + one + held + "/timeline", "", "404 200 200 404 403"),
                Arguments.of("POST " + one + held + "/fund", "", "404 409 403 404 403"),
                Arguments.of("POST " + one + made + "/payment-link", "", "404 200 403 404 403"),
                Arguments.of("GET /api/admin/payments/unapplied", "", "403 403 403 200 403"),
                Arguments.of("GET /api/admin/payments/events/" + made, "", "403 403 403 404 403"),
                Arguments.of(
                        "POST /api/admin/payments/events/" + made + "/retry",
                        "{\"reason\":\"x\"}",
                        "403 403 403 404 403"),
                Arguments.of(
                        "POST /api/admin/payments/events/" + made + "/dismiss",
                        "{\"reason\":\"x\"}",
                        "403 403 403 404 403"),
                Arguments.of("POST " + one + made + "/confirm", "", "404 409 409 404 403"),
                Arguments.of("POST " + one + made + "/release", "{}", "404 409 403 404 403"),
                Arguments.of("POST " + one + made + "/refund", "{}", "404 403 409 404 403"),
                Arguments.of("POST " + one + held + "/cancel", "", "404 409 409 404 403"),
                Arguments.of("POST " + one + made + "/dispute", "{\"reason\":\"x\"}", "404 409 409 404 403"),
                Arguments.of("GET " + one + disputed + "/dispute", "", "404 200 200 404 403"),
                Arguments.of("POST " + one + disputed + "/dispute/evidence", "{\"text\":\"x\"}", "404 200 200 404 403"),
                Arguments.of(
                        "POST /api/admin/escrows/" + held + "/resolve",
                        "{\"outcome\":\"refund\"}",
                        "403 403 403 409 403"),
                Arguments.of("GET /api/admin/escrows/disputes", "", "403 403 403 200 403"),
                Arguments.of("GET /api/admin/escrows/" + held, "", "403 403 403 200 403"),
                Arguments.of("GET /api/admin/escrows/" + Some.key(), "", "403 403 403 404 403"),
                Arguments.of("GET /api/admin/escrows/unsettled", "", "403 403 403 200 403"),
                Arguments.of("POST /api/admin/escrows/unsettled/" + held + "/retry", "", "403 403 403 200 403"),
                Arguments.of("GET /internal/escrows/" + held + "/parties", "", "403 403 403 403 200"),
                Arguments.of("POST /api/red-packets", Some.redPacket(10, 2, "equal", ""), "201 201 201 201 403"),
                Arguments.of("GET /api/red-packets", "", "200 200 200 200 403"),
                Arguments.of("GET /api/red-packets/" + named, "", "404 200 200 404 403"),
                Arguments.of("POST /api/red-packets/" + named + "/claim", "", "404 422 200 404 403"),
                Arguments.of("POST /api/red-packets/" + named + "/cancel", "", "404 200 403 404 403"),
                Arguments.of("GET /internal/red-packets/stats", "", "403 403 403 403 200"),
                Arguments.of("GET /internal/refundables", "", "403 403 403 403 200"),
                Arguments.of("GET /internal/refundables/refunded", "", "403 403 403 403 200"),
                Arguments.of(
                        "POST /internal/refundables/refund",
                        "{\"items\":[{\"kind\":\"escrow\",\"id\":\"" + held + "\",\"refund_id\":\"r\"}]}",
                        "403 403 403 403 200"),
                Arguments.of(
                        "POST /internal/refundables/escrow/" + held + "/refund",
                        "{\"refund_id\":\"1\"}",
                        "403 403 403 403 409"));
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void everybodyGetsWhatIsTheirs(String endpoint, String body, String expected) {
        assertEquals("401 unauthenticated", outcome(new Api(null), endpoint, body));
        assertEquals("403 forbidden", outcome(new Api(TestTokens.draft(bob).signed()), endpoint, body), "no role");
        List<Api> callers = List.of(Api.as(Some.user("eve")), Api.as(bob), Api.as(sue), Api.asAdmin(), Api.asService());
        String[] statuses = expected.split(" ", -1);
        for (int i = 0; i < statuses.length; i++) {
            String outcome = outcome(callers.get(i), endpoint, body);
            assertEquals(statuses[i], outcome.substring(0, 3), "caller " + i + ": " + outcome);
        }
    }

    private static String outcome(Api api, String endpoint, String body) {
        String path = endpoint.substring(endpoint.indexOf(' ') + 1);
        ApiAnswer answer = endpoint.startsWith("GET") ? api.get(path) : api.post(path, Some.key(), body);
        return answer.status() + (answer.status() >= 400 ? " " + answer.code() : "");
    }

    /** So that an endpoint that comes later cannot be forgotten here. */
    @Test
    void theTableIsComplete() {
        ApiAnswer document = new Api(null).get("/q/openapi?format=json");
        Set<String> documented = document.json().get("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .map(method -> method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey()))
                .filter(endpoint -> Pattern.matches("(GET|POST|PUT|DELETE|PATCH) .*", endpoint))
                .collect(Collectors.toSet());
        Set<String> tested = endpoints()
                .map(row -> String.valueOf(row.get()[0])
                        .replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "{id}")
                        .replace("/refundables/escrow/", "/refundables/{kind}/"))
                .collect(Collectors.toSet());
        // The provider has no token, only its signature: see PaymentQuarkusTest.
        documented.remove("POST /api/v1/webhooks/razorpay");
        assertTrue(tested.containsAll(documented), documented + " but only " + tested);
    }
}
