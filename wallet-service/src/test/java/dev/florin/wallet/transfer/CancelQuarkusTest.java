package dev.florin.wallet.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.event.EventType;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import dev.florin.wallet.Api;
import dev.florin.wallet.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calling off what has been taken and has not moved its money: after a crash, and while its order is on its way. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class CancelQuarkusTest {
    private static final int ROUNDS = 5;
    private static final int AT_ONCE = 20;

    @Inject
    ScheduleService schedule;

    private final String alice = Some.user("alice");
    private final String bob = Some.user("bob");
    private final Api api = Api.as(alice);
    private UUID wallet = Some.id(0);

    @BeforeEach
    void openWallets() {
        wallet = api.wallet("100");
        Api.as(bob).wallet("0");
    }

    /** Ordered for this very moment. */
    private UUID due(String amount) {
        ApiAnswer kept = api.post(
                "/api/wallet/transfers", UUID.randomUUID().toString(), """
                {"recipient_id": "%s", "amount": %s, "currency": "USD", "execute_at": "%s"}
                """.formatted(bob, amount, Instant.now()));
        return UUID.fromString(kept.expect(201).json().get("transfer_id").textValue());
    }

    /** One that a run of ours took and has not finished; the job's own may be faster, then it is another one. */
    private ScheduledTransfer taken(String amount) {
        while (true) {
            List<ScheduledTransfer> mine = taken(List.of(due(amount)));
            if (!mine.isEmpty()) {
                return mine.getFirst();
            }
        }
    }

    /** Those of them that a run of ours took. */
    private List<ScheduledTransfer> taken(List<UUID> ids) {
        return schedule.take().stream()
                .filter(transfer -> ids.contains(transfer.id()))
                .toList();
    }

    private ApiAnswer cancel(UUID id) {
        return api.post("/api/wallet/transfers/" + id + "/cancel", "");
    }

    private static String status(ApiAnswer answer) {
        return answer.expect(200).json().get("status").textValue();
    }

    private String status(UUID id) {
        return status(api.get("/api/wallet/transfers/" + id));
    }

    /** Every state that both parties were told, by transfer. */
    private Map<String, List<String>> told() {
        return EventStub.toldTo(alice).stream()
                .filter(event -> event.eventType() == EventType.TRANSFER_UPDATE)
                .filter(event -> event.audience().equals(List.of(alice, bob)))
                .map(event -> event.data())
                .collect(Collectors.groupingBy(
                        data -> data.get("transfer_id").textValue(),
                        Collectors.mapping(data -> data.get("status").textValue(), Collectors.toList())));
    }

    private List<String> told(UUID id) {
        return told().getOrDefault(id.toString(), List.of());
    }

    @Test
    void whatACrashLeftHalfWayIsCalledOffAndStaysSo() throws SQLException {
        ScheduledTransfer left = taken("40");
        assertEquals("processing", status(left.id()));
        ApiAnswer first = cancel(left.id()).expect(200);
        assertEquals("cancelled", status(first));
        assertEquals(first.text(), cancel(left.id()).expect(200).text());
        assertEquals(first.text(), api.get("/api/wallet/transfers/" + left.id()).text());
        assertEquals("cancelled", status(Api.as(bob).get("/api/wallet/transfers/" + left.id())));
        Sql.asSuperuser()
                .execute("UPDATE scheduled_transfer SET updated_at = now() - interval '1 hour' WHERE id = '" + left.id()
                        + "'");
        schedule.run();
        assertEquals("cancelled", status(left.id()));
        assertEquals(List.of("initiated", "processing", "cancelled"), told(left.id()));
        assertEquals(new BigDecimal("100.00"), api.available(wallet));
    }

    @Test
    void aRunThatComesTooLateMovesNothingAndSaysNothing() {
        ScheduledTransfer underWay = taken("40");
        cancel(underWay.id()).expect(200);
        schedule.make(List.of(underWay));
        assertEquals("cancelled", status(underWay.id()));
        assertEquals(List.of("initiated", "processing", "cancelled"), told(underWay.id()));
        assertEquals(new BigDecimal("100.00"), api.available(wallet));
    }

    @Test
    void aCancelThatComesTooLateIsRefused() {
        ScheduledTransfer underWay = taken("40");
        schedule.make(List.of(underWay));
        for (int i = 0; i < 2; i++) {
            assertEquals(
                    "transfer-not-cancellable",
                    cancel(underWay.id()).expect(409).code());
        }
        assertEquals(List.of("initiated", "processing", "completed"), told(underWay.id()));
        assertEquals(new BigDecimal("60.00"), api.available(wallet));
    }

    @Test
    void whatTheLedgerRefusedBeforeTheCrashHasFailed() throws SQLException {
        ScheduledTransfer poor = taken("100.01");
        schedule.make(List.of(poor));
        // The refusal is the ledger's, the row was left as it was.
        Sql.asSuperuser()
                .execute("UPDATE scheduled_transfer SET state = 'processing', failure = NULL WHERE id = '" + poor.id()
                        + "'");
        assertEquals("processing", status(poor.id()));
        assertEquals("transfer-not-cancellable", cancel(poor.id()).expect(409).code());
        assertEquals("failed", status(poor.id()));
    }

    @Test
    void onlyItsSenderCallsOffWhatIsUnderWay() {
        ScheduledTransfer underWay = taken("40");
        for (String other : List.of(bob, Some.user("eve"))) {
            Api.as(other)
                    .post("/api/wallet/transfers/" + underWay.id() + "/cancel", "")
                    .expect(404);
        }
        schedule.make(List.of(underWay));
        assertEquals("completed", status(underWay.id()));
    }

    @Test
    void theKeyOfWhatWasCalledOffStaysItsOwn() throws SQLException {
        String key = UUID.randomUUID().toString();
        String body = """
                {"recipient_id": "%s", "amount": 40, "currency": "USD", "execute_at": "%s"}
                """.formatted(bob, Instant.now().plus(Duration.ofDays(1)));
        ApiAnswer ordered = api.post("/api/wallet/transfers", key, body).expect(201);
        UUID id = UUID.fromString(ordered.json().get("transfer_id").textValue());
        Sql.asSuperuser()
                .execute("UPDATE scheduled_transfer SET state = 'processing', updated_at = now() WHERE id = '" + id
                        + "'");
        cancel(id).expect(200);
        assertEquals(
                ordered.text(),
                api.post("/api/wallet/transfers", key, body).expect(201).text());
        assertEquals(
                "idempotency-key-reused", api.pay(key, bob, "40").expect(422).code());
        assertEquals(new BigDecimal("100.00"), api.available(wallet));
    }

    @Test
    void ofManyCancelsOfOneUnderWayOneIsTold() {
        ScheduledTransfer underWay = taken("40");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertEquals(
                    Set.of("cancelled"),
                    IntStream.range(0, AT_ONCE)
                            .mapToObj(_ -> CompletableFuture.supplyAsync(() -> status(cancel(underWay.id())), threads))
                            .toList()
                            .stream()
                            .map(CompletableFuture::join)
                            .collect(Collectors.toSet()));
        }
        assertEquals(List.of("initiated", "processing", "cancelled"), told(underWay.id()));
    }

    @Test
    void ofACancelAndTheMoneyMovingOneWins() {
        Map<UUID, Integer> answers = new HashMap<>();
        for (int round = 0; round < ROUNDS; round++) {
            answers.putAll(race());
        }
        assertTrue(Set.of(200, 409).containsAll(answers.values()));
        Map<String, List<String>> told = told();
        answers.forEach((id, answer) -> {
            String end = answer == 200 ? "cancelled" : "completed";
            assertEquals(end, status(id));
            assertEquals(List.of("initiated", "processing", end), told.get(id.toString()));
            assertEquals(
                    answer == 200 ? 0 : 2, Sql.number("SELECT count(*) FROM entry WHERE transfer_id = '" + id + "'"));
        });
        // Some may have been the job's from the start.
        long moved = Sql.number(
                "SELECT count(*) FROM scheduled_transfer WHERE sender = '" + alice + "' AND state = 'completed'");
        assertEquals(new BigDecimal("100.00").subtract(new BigDecimal(moved)), api.available(wallet));
    }

    /** What each cancel was answered, while somebody was about to move the money. */
    private Map<UUID, Integer> race() {
        List<ScheduledTransfer> taken =
                taken(IntStream.range(0, AT_ONCE).mapToObj(_ -> due("1")).toList());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<UUID, CompletableFuture<Integer>> cancels = new HashMap<>();
            for (ScheduledTransfer transfer : taken) {
                threads.execute(() -> schedule.make(List.of(transfer)));
                cancels.put(
                        transfer.id(),
                        CompletableFuture.supplyAsync(
                                () -> cancel(transfer.id()).status(), threads));
            }
            return cancels.entrySet().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, cancel -> cancel.getValue().join()));
        }
    }

    @Test
    void aPaymentAtOnceIsOverBeforeItCanBeCalledOff() {
        JsonNode paid = api.pay(bob, "1").expect(201).json();
        UUID id = UUID.fromString(paid.get("transfer_id").textValue());
        assertEquals("transfer-not-cancellable", cancel(id).expect(409).code());
        assertEquals("completed", status(id));
    }
}
