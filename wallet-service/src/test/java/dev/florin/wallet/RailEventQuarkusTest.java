package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators do about reports of rails that could not be applied. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class RailEventQuarkusTest {
    private static final String EVENTS = "/api/admin/rails/events/";
    private static final String TEN = ",\"amount\":10,\"currency\":\"USD\"";

    private final String alice = Some.user("alice");
    private final Api api = Api.as(alice);
    private final Api admin = Api.asAdmin();
    private final String event = UUID.randomUUID().toString();
    private UUID wallet = Some.id(0);
    private String deposit = "";

    @BeforeEach
    void announceADeposit() {
        wallet = api.wallet("0");
        deposit = api.post(
                        "/api/wallet/deposits",
                        UUID.randomUUID().toString(),
                        "{\"amount\":10,\"currency\":\"USD\",\"rail\":\"chain\"}")
                .expect(201)
                .json()
                .get("deposit_id")
                .textValue();
    }

    private void freeze(String how) {
        admin.post("/api/admin/wallets/" + wallet + "/" + how, "{\"reason\":\"test\"}")
                .expect(200);
    }

    /** A proof that came while the wallet was frozen; the rail will not send it again. */
    private String waiting() {
        freeze("freeze");
        assertEquals("unapplied", ChainGateway.said(event, deposit, "finalized", TEN));
        freeze("unfreeze");
        return idOf(event);
    }

    private static String idOf(String event) {
        return Sql.one("SELECT id FROM rail_event WHERE event_id = '" + event + "'");
    }

    private ApiAnswer decide(String id, String decision) {
        return admin.post(EVENTS + id + "/" + decision, "{\"reason\":\"ticket 7\"}");
    }

    private static List<String> decisions(JsonNode file) {
        return file.get("decisions")
                .valueStream()
                .map(each -> String.join(
                        " ",
                        each.get("admin").textValue(),
                        each.get("decision").textValue(),
                        each.get("reason").textValue()))
                .toList();
    }

    private static String outcome(JsonNode file) {
        return file.at("/event/outcome").textValue();
    }

    private void has(String dollars) {
        assertEquals(new BigDecimal(dollars), api.available(wallet));
    }

    @Test
    void whatFitsNowIsAppliedOnceAndOnTheRecord() {
        String id = waiting();
        JsonNode applied = decide(id, "apply").expect(200).json();
        assertEquals("applied", outcome(applied));
        assertEquals(List.of("root apply ticket 7"), decisions(applied));
        has("10.00");
        assertEquals(
                applied, decide(id, "apply").expect(200).json(), "what has an outcome is neither applied nor recorded");
        assertEquals(applied, admin.get(EVENTS + id).expect(200).json());
        has("10.00");
        assertEquals("rail-event-not-open", decide(id, "dismiss").expect(409).code());
        assertEquals("applied", ChainGateway.said(event, deposit, "finalized", TEN));
        has("10.00");
    }

    /** Operators' dashboards count as many as there are; jobs may add some in between. */
    private static void assertCounted() {
        Eventually.holds("the gauge is right", () -> {
            double count = Double.parseDouble(
                    Sql.one("SELECT least(count(*), 100) FROM rail_event WHERE outcome = 'unapplied'"));
            List<Double> shown = new Api(null)
                    .get("/q/metrics")
                    .text()
                    .lines()
                    .filter(line -> line.startsWith("rail_events_unapplied"))
                    .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                    .toList();
            return shown.equals(List.of(count));
        });
    }

    @Test
    void whatDoesNotFitStaysOpenAndTheAttemptIsOnTheRecord() {
        freeze("freeze");
        assertEquals("unapplied", ChainGateway.said(event, deposit, "finalized", TEN));
        assertCounted();
        String id = idOf(event);
        JsonNode still = decide(id, "apply").expect(200).json();
        assertEquals("unapplied", outcome(still));
        assertEquals("recipient-frozen", still.at("/event/note").textValue());
        freeze("unfreeze");
        JsonNode applied = decide(id, "apply").expect(200).json();
        assertEquals("applied", outcome(applied));
        assertEquals(List.of("root apply ticket 7", "root apply ticket 7"), decisions(applied));
        has("10.00");
        assertCounted();
    }

    @ParameterizedTest
    @ValueSource(strings = {",\"amount\":1000000,\"currency\":\"USD\"", ",\"amount\":10,\"currency\":\"EUR\"", ""})
    void anOperatorCannotMakeAnotherAmountFit(String amount) {
        assertEquals("unapplied", ChainGateway.said(event, deposit, "finalized", amount));
        assertEquals(
                "unapplied", outcome(decide(idOf(event), "apply").expect(200).json()));
        has("0.00");
    }

    @Test
    void anAmountThatWasCutForItsLengthFitsNothing() {
        String withdrawal = Api.as(richUser())
                .post("/api/wallet/withdrawals", UUID.randomUUID().toString(), Some.withdrawal("10", "chain"))
                .expect(201)
                .json()
                .get("withdrawal_id")
                .textValue();
        String amount = ",\"currency\":\"USD\",\"amount\":10." + "0".repeat(200) + "1";
        assertEquals("unapplied", ChainGateway.said(event, withdrawal, "finalized", amount));
        assertEquals(
                "unapplied", outcome(decide(idOf(event), "apply").expect(200).json()));
    }

    private static String richUser() {
        String user = Some.user("rich");
        Api.as(user).wallet("100");
        return user;
    }

    @Test
    void aLateFailureIsDismissedWithItsReasonAndStaysSo() {
        assertEquals("applied", ChainGateway.said(deposit, "finalized", TEN));
        assertEquals("unapplied", ChainGateway.said(event, deposit, "failed", ""));
        String id = idOf(event);
        JsonNode dismissed = decide(id, "dismiss").expect(200).json();
        assertEquals("dismissed", outcome(dismissed));
        assertEquals(List.of("root dismiss ticket 7"), decisions(dismissed));
        assertEquals(dismissed, decide(id, "dismiss").expect(200).json());
        assertEquals(dismissed, decide(id, "apply").expect(200).json());
        assertEquals("dismissed", ChainGateway.said(event, deposit, "failed", ""));
        assertTrue(admin.get(EVENTS + "unapplied?limit=500")
                .expect(200)
                .json()
                .get("events")
                .valueStream()
                .noneMatch(open -> open.get("event_id").textValue().equals(event)));
        has("10.00");
    }

    @Test
    void ofManyWhoDecideOneWins() {
        String id = waiting();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Integer> statuses = IntStream.range(0, 20)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> decide(id, i % 2 == 0 ? "apply" : "dismiss").status(), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertTrue(Set.of(200, 409).containsAll(statuses), statuses::toString);
        }
        boolean applied = outcome(admin.get(EVENTS + id).json()).equals("applied");
        has(applied ? "10.00" : "0.00");
    }

    @Test
    void aDecisionNeedsAReason() {
        String id = waiting();
        for (String body : List.of("{}", "{\"reason\":\"\"}", "{\"reason\":\"" + "x".repeat(201) + "\"}", "")) {
            for (String decision : List.of("apply", "dismiss")) {
                assertEquals(400, admin.post(EVENTS + id + "/" + decision, body).status(), body);
            }
        }
        assertEquals("unapplied", outcome(admin.get(EVENTS + id).json()));
    }

    @Test
    void nobodyRewritesADecision() {
        String id = waiting();
        decide(id, "apply").expect(200);
        for (String statement :
                List.of("DELETE FROM rail_event_decision", "UPDATE rail_event_decision SET reason = 'other'")) {
            Sql app = Sql.asApplication();
            SQLException refusal = assertThrows(SQLException.class, () -> app.execute(statement), statement);
            assertEquals("42501", refusal.getSQLState());
        }
    }
}
