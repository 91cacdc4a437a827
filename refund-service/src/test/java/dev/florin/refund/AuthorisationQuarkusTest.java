package dev.florin.refund;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.common.test.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
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
@QuarkusTestResource(Owners.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuthorisationQuarkusTest {
    private final String alice = Some.user("alice");
    private final String eve = Some.user("eve");
    private String thing = "";
    private String refund = "";
    private String failed = "";

    @BeforeAll
    void giveSomethingBack() {
        Owners.WALLET.reset();
        Owners.ESCROW.reset();
        UUID lost = Owners.WALLET.owes(alice);
        Owners.WALLET.is(Owners.Mood.NOT_DUE);
        Api.asAdmin().post("/api/admin/refunds/process", "").expect(200);
        Owners.WALLET.is(Owners.Mood.WELL);
        UUID back = Owners.WALLET.owes(alice);
        Api.asAdmin().post("/api/admin/refunds/process", "").expect(200);
        thing = back.toString();
        refund = Sql.one("SELECT id FROM refund WHERE source_id = '" + back + "'");
        failed = Sql.one("SELECT id FROM refund WHERE source_id = '" + lost + "'");
    }

    /** Endpoint, and what another user, the user, an admin who is also a user, and a service get. */
    Stream<Arguments> endpoints() {
        return Stream.of(
                Arguments.of("GET /api/refunds", "200 200 200 403"),
                Arguments.of("GET /api/refunds/" + refund, "404 200 404 403"),
                Arguments.of("GET /api/admin/refunds/pending", "403 403 200 403"),
                Arguments.of("GET /api/admin/refunds/history", "403 403 200 403"),
                Arguments.of("GET /api/admin/refunds/failed", "403 403 200 403"),
                Arguments.of("GET /api/admin/refunds/processor-status", "403 403 200 403"),
                Arguments.of("GET /api/admin/refunds/" + thing, "403 403 200 403"),
                Arguments.of("GET /api/admin/refunds/reconciliation", "403 403 200 403"),
                Arguments.of("POST /api/admin/refunds/reconciliation", "403 403 200 403"),
                Arguments.of("POST /api/admin/refunds/process", "403 403 200 403"),
                Arguments.of("POST /api/admin/refunds/" + failed + "/retry", "403 403 200 403"),
                Arguments.of("GET /internal/refunds/processor-status", "403 403 403 200"));
    }

    @ParameterizedTest
    @MethodSource("endpoints")
    void everybodyGetsWhatIsTheirs(String endpoint, String expected) {
        TestTokens.Draft draft = TestTokens.draft(alice, "user", "admin");
        assertEquals("401 unauthenticated", outcome(new Api(null), endpoint));
        assertEquals(
                "401 token-expired",
                outcome(new Api(draft.lasting(Duration.ofSeconds(-1)).signed()), endpoint));
        assertEquals(
                "401 unauthenticated",
                outcome(new Api(draft.forAudience("other").signed()), endpoint));
        assertEquals("403 forbidden", outcome(new Api(TestTokens.draft(alice).signed()), endpoint), "no role");
        List<Api> callers = List.of(Api.as(eve), Api.as(alice), Api.asAdmin(), Api.asService());
        String[] statuses = expected.split(" ", -1);
        for (int i = 0; i < statuses.length; i++) {
            String outcome = outcome(callers.get(i), endpoint);
            assertEquals(statuses[i], outcome.substring(0, 3), "caller " + i + ": " + outcome);
        }
    }

    private static String outcome(Api api, String endpoint) {
        String path = endpoint.substring(endpoint.indexOf(' ') + 1);
        ApiAnswer answer = endpoint.startsWith("GET") ? api.get(path) : api.post(path, "");
        return answer.status() + (answer.status() >= 400 ? " " + answer.code() : "");
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
                .map(endpoint -> endpoint.replace("{packet_id}", "{id}"))
                .collect(Collectors.toSet());
        Set<String> tested = endpoints()
                .map(row -> String.valueOf(row.get()[0]).replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "{id}"))
                .collect(Collectors.toSet());
        assertEquals(12, documented.size());
        assertTrue(tested.containsAll(documented), documented + " but only " + tested);
    }
}
