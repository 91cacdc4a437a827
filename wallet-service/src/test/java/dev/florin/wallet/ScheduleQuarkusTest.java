package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.EventType;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Payments that are to happen later. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class ScheduleQuarkusTest {
    private final String alice = Some.user("alice");
    private final String bob = Some.user("bob");
    private final Api api = Api.as(alice);
    private UUID wallet = Some.id(0);

    @BeforeEach
    void openWallets() {
        wallet = api.wallet("100");
        Api.as(bob).wallet("0");
    }

    private String body(String amount, Instant at) {
        return "{\"recipient_id\":\"" + bob + "\",\"amount\":" + amount
                + ",\"currency\":\"USD\",\"message\":\"rent\",\"execute_at\":\"" + at + "\"}";
    }

    private ApiAnswer later(String key, String amount, Duration ahead) {
        return api.post("/api/wallet/transfers", key, body(amount, Instant.now().plus(ahead)));
    }

    private JsonNode later(String amount, Duration ahead) {
        return later(UUID.randomUUID().toString(), amount, ahead).expect(201).json();
    }

    private static String id(JsonNode transfer) {
        return transfer.get("transfer_id").textValue();
    }

    private String status(String id) {
        return api.get("/api/wallet/transfers/" + id)
                .expect(200)
                .json()
                .get("status")
                .textValue();
    }

    private void becomes(String status, String id) {
        Eventually.holds("the transfer is " + status, () -> status(id).equals(status));
    }

    /** Every state of a transfer that both parties were told, with its progress. */
    private List<String> told(String id) {
        List<EventEnvelope> updates = EventStub.toldTo(alice, bob).stream()
                .filter(event -> event.eventType() == EventType.TRANSFER_UPDATE)
                .filter(event -> event.data().get("transfer_id").textValue().equals(id))
                .toList();
        assertEquals(states(updates, alice), states(updates, bob));
        return states(updates, alice);
    }

    private static List<String> states(List<EventEnvelope> updates, String user) {
        return updates.stream()
                .filter(event -> event.audience().contains(user))
                .map(event -> event.data().get("status").textValue() + " "
                        + event.data().get("progress").intValue())
                .toList();
    }

    /** Why payments failed, as a user was told. */
    private static List<String> reasons(String user) {
        return EventStub.toldTo(user).stream()
                .filter(event -> event.data().has("failure_code"))
                .map(event -> event.data().get("failure_code").textValue())
                .toList();
    }

    @Test
    void itWaitsForItsTimeAndSetsNothingAside() {
        JsonNode kept = later("40", Duration.ofDays(3));
        assertEquals("initiated", kept.get("status").textValue());
        assertEquals(0, kept.get("progress").intValue());
        assertTrue(kept.has("execute_at"));
        assertFalse(kept.has("balance_after"));
        assertEquals(new BigDecimal("100.00"), api.available(wallet));
        assertEquals(kept, api.get("/api/wallet/transfers/" + id(kept)).json());
        JsonNode seen = Api.as(bob).get("/api/wallet/transfers/" + id(kept)).json();
        assertEquals(((ObjectNode) kept.deepCopy()).without("message"), seen, "its message comes with the money");
        assertEquals(
                kept,
                api.get("/api/wallet/transfers/scheduled")
                        .json()
                        .get("transfers")
                        .get(0));
        assertEquals(List.of("initiated 0"), told(id(kept)));
    }

    @Test
    void itHappensWhenItsTimeHasComeAndEachStateIsToldToBoth() {
        String id = id(later("40", Duration.ofMillis(300)));
        becomes("completed", id);
        assertEquals(new BigDecimal("60.00"), api.available(wallet));
        assertEquals(List.of("initiated 0", "processing 50", "completed 100"), told(id));
        assertEquals(
                "rent",
                Api.as(bob)
                        .get("/api/wallet/transfers/" + id)
                        .json()
                        .get("message")
                        .textValue());
        assertEquals("completed", Sql.one("SELECT state FROM scheduled_transfer WHERE id = '" + id + "'"));
        api.post("/api/wallet/transfers/" + id + "/cancel", "").expect(409);
    }

    @Test
    void withoutTheMoneyItFailsAndSaysWhy() {
        String id = id(later("100.01", Duration.ofMillis(100)));
        becomes("failed", id);
        Eventually.holds(
                "the row is closed",
                () -> Sql.one("SELECT failure FROM scheduled_transfer WHERE id = '" + id + "'")
                        .equals("insufficient-funds"));
        assertEquals(new BigDecimal("100.00"), api.available(wallet));
        Eventually.holds("the end is told", () -> told(id).size() == 3);
        assertEquals(List.of("initiated 0", "processing 50", "failed 100"), told(id));
        assertEquals(List.of("insufficient-funds"), reasons(alice));
        assertEquals(List.of(), reasons(bob), "what the sender has is not the recipient's affair");
        JsonNode seen =
                Api.as(bob).get("/api/wallet/transfers/" + id).expect(200).json();
        assertEquals("failed", seen.get("status").textValue());
        assertFalse(seen.has("failure_code"));
        assertFalse(seen.has("message"));
    }

    @Test
    void itCanBeCalledOffOnceAndStaysSo() {
        String id = id(later("40", Duration.ofDays(1)));
        String path = "/api/wallet/transfers/" + id + "/cancel";
        assertEquals(
                "cancelled", api.post(path, "").expect(200).json().get("status").textValue());
        assertEquals(
                "cancelled", api.post(path, "").expect(200).json().get("status").textValue());
        assertEquals("cancelled", status(id));
        assertEquals(List.of("initiated 0", "cancelled 100"), told(id));
    }

    @Test
    void ofManyCancelsOneIsTold() {
        String id = id(later("40", Duration.ofDays(1)));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 20)
                    .mapToObj(_ -> CompletableFuture.supplyAsync(
                            () -> api.post("/api/wallet/transfers/" + id + "/cancel", "")
                                    .expect(200)
                                    .json()
                                    .get("status")
                                    .textValue(),
                            threads))
                    .toList()
                    .forEach(cancel -> assertEquals("cancelled", cancel.join()));
        }
        assertEquals(List.of("initiated 0", "cancelled 100"), told(id));
    }

    @Test
    void ofManyCancelsAndTheTimeComingOneWins() {
        Duration soon = Duration.ofSeconds(1);
        List<String> ids =
                IntStream.range(0, 40).mapToObj(_ -> id(later("1", soon))).toList();
        Eventually.holds("the time has come", () -> !status(ids.getFirst()).equals("initiated"));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<CompletableFuture<Integer>> cancels = ids.reversed().stream()
                    .map(id -> CompletableFuture.supplyAsync(
                            () -> api.post("/api/wallet/transfers/" + id + "/cancel", "")
                                    .status(),
                            threads))
                    .toList();
            cancels.forEach(CompletableFuture::join);
            for (int i = 0; i < ids.size(); i++) {
                String id = ids.reversed().get(i);
                String end = cancels.get(i).join() == 200 ? "cancelled" : "completed";
                assertTrue(List.of(200, 409).contains(cancels.get(i).join()));
                assertEquals(end, status(id));
                assertEquals("initiated 0", told(id).getFirst());
                assertEquals(end + " 100", told(id).getLast());
            }
        }
        long moved = Sql.number(
                "SELECT count(*) FROM scheduled_transfer WHERE sender = '" + alice + "' AND state = 'completed'");
        assertEquals(new BigDecimal("100.00").subtract(BigDecimal.valueOf(moved)), api.available(wallet));
    }

    @Test
    void theSameKeyIsTheSameTransferAndAnotherBodyIsRefused() {
        String key = UUID.randomUUID().toString();
        Instant at = Instant.now().plus(Duration.ofDays(1));
        ApiAnswer first = api.post("/api/wallet/transfers", key, body("5", at)).expect(201);
        ApiAnswer again = api.post("/api/wallet/transfers", key, body("5", at)).expect(201);
        assertEquals(first.text(), again.text());
        assertTrue(again.isReplayed());
        for (ApiAnswer other : List.of(
                api.post("/api/wallet/transfers", key, body("6", at)),
                api.post("/api/wallet/transfers", key, body("5", at.plusSeconds(1))),
                api.pay(key, bob, "5"))) {
            assertEquals("idempotency-key-reused", other.expect(422).code());
        }
        String used = UUID.randomUUID().toString();
        api.pay(used, bob, "1").expect(201);
        assertEquals(
                "idempotency-key-reused",
                api.post("/api/wallet/transfers", used, body("1", at))
                        .expect(422)
                        .code());
        assertEquals(new BigDecimal("99.00"), api.available(wallet));
    }

    @Test
    void whatACrashLeftHalfWayIsFinishedOnce() throws SQLException {
        String before = id(later("10", Duration.ofDays(1)));
        Sql.asSuperuser()
                .execute("UPDATE scheduled_transfer SET state = 'processing', updated_at = now() - interval '1 hour'"
                        + " WHERE id = '" + before + "'");
        becomes("completed", before);
        String after = id(later("10", Duration.ofMillis(10)));
        becomes("completed", after);
        assertEquals(new BigDecimal("80.00"), api.available(wallet));
        assertEquals(
                2,
                Sql.number("SELECT count(*) FROM entry e JOIN account a ON a.id = e.account_id WHERE a.owner = '" + bob
                        + "'"));
    }

    @Test
    void onlyTheSenderCallsItOff() {
        String id = id(later("10", Duration.ofDays(1)));
        Api.as(bob).post("/api/wallet/transfers/" + id + "/cancel", "").expect(404);
        Api.as(Some.user("eve"))
                .post("/api/wallet/transfers/" + id + "/cancel", "")
                .expect(404);
        Api.as(Some.user("eve")).get("/api/wallet/transfers/" + id).expect(404);
        String atOnce = id(api.pay(bob, "1").expect(201).json());
        assertEquals(
                "transfer-not-cancellable",
                api.post("/api/wallet/transfers/" + atOnce + "/cancel", "")
                        .expect(409)
                        .code());
        Api.as(bob).post("/api/wallet/transfers/" + atOnce + "/cancel", "").expect(404);
        assertEquals("initiated", status(id));
    }

    @Test
    void aTimeThatIsTooFarAheadOrNoTimeIsRefused() {
        later(UUID.randomUUID().toString(), "1", Duration.ofDays(4000)).expect(400);
        api.post(
                        "/api/wallet/transfers",
                        UUID.randomUUID().toString(),
                        "{\"recipient_id\":\"" + bob + "\",\"amount\":1,\"currency\":\"USD\",\"execute_at\":\"soon\"}")
                .expect(400);
        assertEquals(
                0,
                api.get("/api/wallet/transfers/scheduled")
                        .json()
                        .get("transfers")
                        .size());
    }

    @Test
    void theyComeInPages() {
        List<String> made = IntStream.range(0, 5)
                .mapToObj(_ -> id(later("1", Duration.ofDays(1))))
                .toList();
        JsonNode first = api.get("/api/wallet/transfers/scheduled?limit=3").json();
        JsonNode second = api.get("/api/wallet/transfers/scheduled?limit=3&cursor="
                        + first.get("next_cursor").textValue())
                .json();
        assertEquals(3, first.get("transfers").size());
        assertEquals(2, second.get("transfers").size());
        assertFalse(second.has("next_cursor"));
        List<JsonNode> seen = new ArrayList<>();
        first.get("transfers").forEach(seen::add);
        second.get("transfers").forEach(seen::add);
        assertEquals(
                made.stream().sorted().toList(),
                seen.stream().map(ScheduleQuarkusTest::id).sorted().toList());
        // Two may be of the same millisecond.
        List<String> times = seen.stream()
                .map(transfer -> transfer.get("created_at").textValue())
                .toList();
        assertEquals(times.stream().sorted(Comparator.reverseOrder()).toList(), times, "newest first");
    }
}
