package dev.florin.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.event.EventEnvelope;
import dev.florin.common.event.EventType;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.trace.TraceParent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** No movement of money without a record, and no record without its owner being told. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
class StoryQuarkusTest {
    private final String alice = Some.user("alice");
    private final String bob = Some.user("bob");
    private final Api api = Api.as(alice);

    private static List<EventEnvelope> notifications(List<EventEnvelope> told) {
        return told.stream()
                .filter(event -> event.eventType() == EventType.TRANSACTION_NOTIFICATION)
                .toList();
    }

    /** Without the empty balance that opening a wallet tells. */
    private static List<EventEnvelope> afterOpening(List<EventEnvelope> told) {
        return told.stream()
                .filter(event -> event.eventType() != EventType.BALANCE_UPDATE
                        || event.data().get("version").longValue() > 0)
                .toList();
    }

    @Test
    void bothPartiesAreToldOnce() {
        api.wallet("100");
        Api.as(bob).wallet("0");
        String transfer =
                api.pay(bob, "12.50").expect(201).json().get("transfer_id").textValue();
        List<String> told = EventStub.toldTo(alice, bob).stream()
                .filter(event -> event.data().toString().contains(transfer))
                .map(event -> event.type() + " " + event.audience())
                .toList();
        assertEquals(
                List.of(
                        "balance_update [" + alice + "]",
                        "transaction_notification [" + alice + "]",
                        "credit_deducted [" + alice + "]",
                        "balance_update [" + bob + "]",
                        "transaction_notification [" + bob + "]",
                        "credit_added [" + bob + "]",
                        "payment_received [" + bob + "]",
                        "transfer_update [" + alice + ", " + bob + "]"),
                told);
    }

    /** What these users were told of the states of payments, without the payments' ids. */
    private static List<String> updates(String... users) {
        return EventStub.toldTo(users).stream()
                .filter(event -> event.eventType() == EventType.TRANSFER_UPDATE)
                .map(event -> event.audience() + " "
                        + event.data().get("status").textValue() + " "
                        + event.data().get("progress") + " after "
                        + event.data().get("steps")
                        + (event.data().has("failure_code")
                                ? " since " + event.data().get("failure_code").textValue()
                                : ""))
                .toList();
    }

    private static final String STEPS = """
            [{"status":"initiated","progress":0},{"status":"processing","progress":50}]""";

    @Test
    void eachStateOfAPaymentIsToldToBothWithItsEnd() {
        api.wallet("100");
        Api.as(bob).wallet("0");
        api.pay(bob, "12.50").expect(201);
        String told = "[" + alice + ", " + bob + "] completed 100 after " + STEPS;
        assertEquals(List.of(told), updates(alice));
        assertEquals(List.of(told), updates(bob));
    }

    @Test
    void aRefusedPaymentIsToldToBothOnceAndWhyToItsSenderAlone() {
        api.wallet("10");
        Api.as(bob).wallet("0");
        String key = UUID.randomUUID().toString();
        api.pay(key, bob, "1000").expect(422);
        api.pay(key, bob, "1000").expect(422);
        assertEquals(
                List.of("[" + alice + "] failed 100 after " + STEPS + " since insufficient-funds"), updates(alice));
        assertEquals(List.of("[" + bob + "] failed 100 after " + STEPS), updates(bob));
    }

    @Test
    void everyMovementIsToldOnceAndInOrder() {
        api.wallet("100");
        Api.as(bob).wallet("0");
        IntStream.range(0, 30).forEach(i -> api.pay(bob, "1").expect(201));
        List<EventEnvelope> told = notifications(EventStub.toldTo(bob));
        assertEquals(30, told.size());
        assertEquals(
                IntStream.rangeClosed(1, 30)
                        .mapToObj(i -> new BigDecimal(i + ".00"))
                        .toList(),
                told.stream()
                        .map(event -> event.data().get("balance_after").decimalValue())
                        .toList());
        assertEquals(30, told.stream().map(EventEnvelope::id).distinct().count());
        assertEquals(31, notifications(EventStub.toldTo(alice)).size(), "the deposit as well");
    }

    @Test
    void whatDidNotHappenIsNotTold() {
        api.wallet("10");
        Api.as(bob).wallet("0");
        String key = UUID.randomUUID().toString();
        api.pay(key, bob, "1000").expect(422);
        api.pay(key, bob, "1000").expect(422);
        api.pay(key, bob, "1").expect(422);
        assertEquals(
                List.of("transfer_update"),
                afterOpening(EventStub.toldTo(bob)).stream()
                        .map(EventEnvelope::type)
                        .distinct()
                        .toList(),
                "no money, and no message");
        assertEquals(1, notifications(EventStub.toldTo(alice)).size(), "only the deposit");
    }

    @Test
    void aRepeatIsNotToldAgain() {
        api.wallet("10");
        Api.as(bob).wallet("0");
        String key = UUID.randomUUID().toString();
        IntStream.range(0, 5).forEach(_ -> api.pay(key, bob, "1").expect(201));
        assertEquals(1, notifications(EventStub.toldTo(bob)).size());
    }

    @Test
    void aReservationTellsTheBalanceOnly() {
        api.wallet("10");
        String hold = UUID.randomUUID().toString();
        Api.asService()
                .post(
                        "/internal/holds",
                        "{\"id\":\"" + hold + "\",\"account\":\"user:" + alice
                                + "\",\"amount\":4,\"currency\":\"USD\",\"purpose\":\"test\"}")
                .expect(201);
        Api.asService().post("/internal/holds/" + hold + "/void", "").expect(200);
        List<String> told = EventStub.toldTo(alice).stream()
                .filter(event -> event.eventType() == EventType.BALANCE_UPDATE)
                .map(event -> event.data().get("available_balance") + " "
                        + event.data().get("pending_balance"))
                .toList();
        assertEquals(List.of("0.00 0.00", "10.00 0.00", "6.00 4.00", "10.00 0.00"), told);
        assertEquals(1, notifications(EventStub.toldTo(alice)).size());
    }

    @Test
    void theTraceGoesAlong() {
        api.wallet("10");
        Api.as(bob).wallet("0");
        String traceId = TraceParent.start().traceId();
        ApiAnswer answer = api.send(api.request("/api/wallet/transfers")
                .header("traceparent", "00-" + traceId + "-b7ad6b7169203331-01")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Some.payment(bob, BigDecimal.ONE))));
        assertEquals(
                traceId,
                TraceParent.continued(answer.expect(201).header("traceparent")).traceId());
        notifications(EventStub.toldTo(bob))
                .forEach(event -> assertEquals(
                        traceId, TraceParent.continued(event.traceparent()).traceId()));
    }

    @Test
    void anAtomicBatchThatWasRefusedIsNotTold() {
        api.wallet("10");
        Api.as(bob).wallet("0");
        String movement = "{\"id\":\"%s\",\"debit\":\"user:" + alice + "\",\"credit\":\"user:" + bob
                + "\",\"amount\":%s,\"currency\":\"USD\",\"type\":\"test\"}";
        Api.asService()
                .post(
                        "/internal/ledger/transfers",
                        "{\"mode\":\"atomic\",\"transfers\":[" + movement.formatted(UUID.randomUUID(), "1") + ","
                                + movement.formatted(UUID.randomUUID(), "100") + "]}")
                .expect(200);
        assertEquals(List.of(), afterOpening(EventStub.toldTo(bob)));
    }

    @Test
    void anEmptyWalletIsToldOnce() {
        api.wallet("0");
        api.wallet("0");
        List<EventEnvelope> told = EventStub.toldTo(alice);
        assertEquals(1, told.size());
        assertEquals(EventType.BALANCE_UPDATE, told.getFirst().eventType());
        assertEquals(0, told.getFirst().data().get("version").longValue());
        assertEquals(
                new BigDecimal("0.00"), told.getFirst().data().get("balance").decimalValue());
    }
}
