package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.security.BodySignature;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Escrows paid from outside: forged, repeated, late, wrong, and in between of everything else. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class PaymentQuarkusTest {
    private static final String CAPTURED = "payment.captured";

    private final String bob = Some.user("bob");
    private final String sue = Some.user("sue");
    private final Api buyer = Api.as(bob);
    private final String pay = "pay_" + Some.key();

    @AfterEach
    void theWalletIsWellAgain() {
        WalletStub.is(WalletStub.Mood.WELL);
        WalletStub.isFrozen("nobody");
    }

    private String made() {
        return "/api/v1/escrows/"
                + buyer.post("/api/v1/escrows", Some.key(), Some.escrow(sue, ""))
                        .expect(201)
                        .json()
                        .get("escrow_id")
                        .textValue();
    }

    private String order(String escrow) {
        return buyer.post(escrow + "/payment-link", "")
                .expect(200)
                .json()
                .get("order_id")
                .textValue();
    }

    private String captured(String order) {
        return Razorpay.payment(CAPTURED, order, pay, 10000, "USD");
    }

    private String state(String escrow) {
        return buyer.get(escrow).expect(200).json().get("status").textValue();
    }

    private void becomes(String expected, String escrow) {
        Eventually.holds("it is " + expected, () -> state(escrow).equals(expected));
    }

    private void deposited(String expected) {
        assertEquals(0, new BigDecimal(expected).compareTo(WalletStub.received("user:" + bob)), "deposit");
    }

    /** What became of the report under this id, once it is known. */
    private static String outcome(String id) {
        String row = " FROM payment_event WHERE provider_event_id = '" + id + "'";
        Eventually.holds("it is decided", () -> !Sql.one("SELECT outcome" + row).equals("received"));
        return Sql.one("SELECT outcome" + row);
    }

    private static String told(String body) {
        String id = Some.key();
        Razorpay.call(id, body).expect(200);
        return outcome(id);
    }

    private static JsonNode unapplied(String eventId) {
        for (JsonNode event : Api.asAdmin()
                .get("/api/admin/payments/unapplied?limit=500")
                .expect(200)
                .json()
                .get("payment_events")) {
            if (event.get("provider_event_id").textValue().equals(eventId)) {
                return event;
            }
        }
        throw new AssertionError("not on the operator's list: " + eventId);
    }

    private List<String> statuses(String user) {
        return EventStub.toldTo(user).stream()
                .filter(event -> event.type().equals("payment_status"))
                .map(event -> event.data().get("status").textValue())
                .toList();
    }

    @Test
    void isPaidStepByStepAndReleased() {
        String escrow = made();
        JsonNode link = buyer.post(escrow + "/payment-link", "").expect(200).json();
        assertEquals("100.00", link.get("amount").asText());
        assertEquals("pending", link.get("status").textValue());
        String order = link.get("order_id").textValue();
        assertEquals("applied", told(Razorpay.payment("payment.failed", order, "pay_first", 10000, "USD")));
        assertEquals("applied", told(Razorpay.payment("payment.authorized", order, pay, 10000, "USD")));
        assertEquals("applied", told(captured(order)));
        assertEquals("ignored", told(Razorpay.paid(order, pay, 10000)));
        assertEquals("HELD", state(escrow));
        deposited("100");
        assertEquals(List.of("pending", "failed", "authorized", "captured"), statuses(bob));
        assertEquals(List.of("pending", "failed", "authorized", "captured"), statuses(sue));
        JsonNode timeline = buyer.get(escrow + "/timeline").expect(200).json().get("transitions");
        assertEquals("payment_completed", timeline.get(1).get("action").textValue());
        assertEquals("system", timeline.get(1).get("actor").textValue());
        buyer.post(escrow + "/release", Some.key(), "{}").expect(200);
        assertEquals(0, new BigDecimal("97.50").compareTo(WalletStub.received("user:" + sue)));
    }

    @Test
    void anEscrowHasOneOpenOrder() throws Exception {
        String escrow = made();
        List<String> orders = inParallel(10, _ -> order(escrow));
        assertEquals(1, orders.stream().distinct().count());
        assertEquals(List.of("pending"), statuses(bob));
        buyer.post(escrow + "/cancel", "").expect(200);
        assertEquals(
                "escrow-state-conflict",
                buyer.post(escrow + "/payment-link", "").expect(409).code());
    }

    @Test
    void reportsMayComeInAnySequence() {
        String escrow = made();
        String order = order(escrow);
        assertEquals("applied", told(Razorpay.paid(order, pay, 10000)));
        assertEquals("ignored", told(captured(order)));
        assertEquals("ignored", told(Razorpay.payment("payment.authorized", order, pay, 10000, "USD")));
        assertEquals("ignored", told(Razorpay.payment("payment.failed", order, pay, 10000, "USD")));
        assertEquals("HELD", state(escrow));
        assertEquals(List.of("pending", "captured"), statuses(bob));
        deposited("100");
    }

    @Test
    void whatIsForgedIsNotStored() {
        String escrow = made();
        String body = captured(order(escrow));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String id = Some.key();
        for (String signature : List.of(
                "00",
                "not hex",
                BodySignature.of(bytes, "a-secret-for-tests-that-nobody-has-ever-had"),
                BodySignature.of("{}".getBytes(StandardCharsets.UTF_8), Razorpay.NEW_SECRET))) {
            assertEquals(
                    "invalid-signature",
                    Razorpay.call(id, body, signature).expect(401).code());
        }
        assertEquals(
                "invalid-signature",
                new Api(null).post(Razorpay.PATH, body).expect(401).code());
        assertEquals(0, Sql.number("SELECT count(*) FROM payment_event WHERE provider_event_id = '" + id + "'"));
        assertEquals("INITIATED", state(escrow));
    }

    @Test
    void bothSecretsAreBelievedWhileTheyAreExchanged() {
        String escrow = made();
        String body = captured(order(escrow));
        Razorpay.call(Some.key(), body, BodySignature.of(body.getBytes(StandardCharsets.UTF_8), Razorpay.OLD_SECRET))
                .expect(200);
        becomes("HELD", escrow);
    }

    @Test
    void aReplayChangesNothing() {
        String escrow = made();
        String body = captured(order(escrow));
        String id = Some.key();
        ApiAnswer first = Razorpay.call(id, body).expect(200);
        assertEquals("applied", outcome(id));
        assertEquals(first.text(), Razorpay.call(id, body).expect(200).text());
        assertEquals(1, Sql.number("SELECT count(*) FROM payment_event WHERE provider_event_id = '" + id + "'"));
        deposited("100");
    }

    @Test
    void twentyAtOnceAreOneDeposit() throws Exception {
        String escrow = made();
        String order = order(escrow);
        String id = Some.key();
        List<Integer> answers = inParallel(
                20,
                i -> Razorpay.call(
                                i < 10 ? id : Some.key(),
                                i % 2 == 0 ? captured(order) : Razorpay.paid(order, pay, 10000))
                        .status());
        assertEquals(List.of(200), answers.stream().distinct().toList());
        becomes("HELD", escrow);
        String open = "SELECT count(*) FROM payment_event WHERE order_id = '" + order + "' AND outcome = ";
        Eventually.holds("all are decided", () -> Sql.number(open + "'received'") == 0);
        assertEquals(1, Sql.number(open + "'applied'"));
        assertEquals(10, Sql.number(open + "'ignored'"));
        deposited("100");
        assertEquals(List.of("pending", "captured"), statuses(bob));
    }

    @Test
    void otherMoneyIsKeptForTheOperator() {
        String escrow = made();
        String order = order(escrow);
        String less = Some.key();
        Razorpay.call(less, Razorpay.payment(CAPTURED, order, pay, 9999, "USD")).expect(200);
        assertEquals("unapplied", outcome(less));
        assertEquals(9999, unapplied(less).get("minor_amount").intValue());
        assertEquals("unapplied", told(Razorpay.payment(CAPTURED, order, pay, 10000, "EUR")));
        assertEquals("unapplied", told(Razorpay.payment(CAPTURED, "order_of_nobody", pay, 10000, "USD")));
        assertEquals("unapplied", told("{\"event\":\"payment.captured\"}"));
        assertEquals("INITIATED", state(escrow));
        deposited("0");
    }

    @Test
    void whoeverPaysTwiceIsDepositedOnce() {
        String escrow = made();
        String order = order(escrow);
        assertEquals("applied", told(captured(order)));
        String second = Some.key();
        Razorpay.call(second, Razorpay.payment(CAPTURED, order, "pay_" + second, 10000, "USD"))
                .expect(200);
        assertEquals("unapplied", outcome(second));
        assertEquals(
                "the order was closed by another payment",
                unapplied(second).get("note").textValue());
        deposited("100");
    }

    @Test
    void aPaymentForWhatIsCancelledOrFundedIsKept() {
        String cancelled = made();
        String order = order(cancelled);
        buyer.post(cancelled + "/cancel", "").expect(200);
        assertEquals("unapplied", told(captured(order)));
        String funded = made();
        String other = order(funded);
        buyer.post(funded + "/fund", Some.key(), "").expect(200);
        assertEquals("unapplied", told(Razorpay.payment(CAPTURED, other, "pay_" + Some.key(), 10000, "USD")));
        deposited("0");
        assertEquals("CANCELLED", state(cancelled));
    }

    @Test
    void whatIsRefundedIsToldUnlessItFundsTheEscrow() {
        String escrow = made();
        String order = order(escrow);
        assertEquals("applied", told(Razorpay.refund(order, pay, 10000)));
        assertEquals("ignored", told(captured(order)));
        assertEquals("INITIATED", state(escrow));
        String next = order(escrow);
        assertNotEquals(order, next);
        String other = "pay_" + Some.key();
        assertEquals("applied", told(Razorpay.payment(CAPTURED, next, other, 10000, "USD")));
        assertEquals("unapplied", told(Razorpay.refund(next, other, 10000)));
        assertEquals("HELD", state(escrow));
        assertEquals(List.of("pending", "refunded", "pending", "captured"), statuses(bob));
    }

    @Test
    void aRefusalOfTheLedgerCanBeRetriedByTheOperator() {
        String escrow = made();
        String order = order(escrow);
        String deadline = buyer.get(escrow).json().get("acts_at").textValue();
        WalletStub.isFrozen(bob);
        String id = Some.key();
        Razorpay.call(id, captured(order)).expect(200);
        assertEquals("unapplied", outcome(id));
        JsonNode event = unapplied(id);
        assertEquals("recipient-frozen", event.get("note").textValue());
        assertEquals(deadline, buyer.get(escrow).json().get("acts_at").textValue(), "it does not expire for that");
        String file = "/api/admin/payments/events/" + event.get("id").textValue();
        WalletStub.isFrozen("nobody");
        assertEquals(
                "invalid-request",
                Api.asAdmin()
                        .post(file + "/retry", "{\"reason\":\" \"}")
                        .expect(400)
                        .code());
        Api.asAdmin().post(file + "/retry", "{\"reason\":\"thawed\"}").expect(200);
        assertEquals("applied", outcome(id));
        assertEquals("HELD", state(escrow));
        JsonNode again = Api.asAdmin()
                .post(file + "/retry", "{\"reason\":\"once more\"}")
                .expect(200)
                .json();
        assertEquals("applied", again.at("/payment_event/outcome").textValue());
        assertEquals(1, again.get("decisions").size());
        assertEquals("root", again.at("/decisions/0/admin").textValue());
        assertEquals("thawed", again.at("/decisions/0/reason").textValue());
        deposited("100");
    }

    @ParameterizedTest
    @ValueSource(strings = {"BROKEN", "DYING"})
    void aWalletThatIsAwayIsWaitedFor(String mood) {
        String escrow = made();
        String order = order(escrow);
        WalletStub.is(WalletStub.Mood.valueOf(mood));
        String id = Some.key();
        Razorpay.call(id, captured(order)).expect(200);
        Eventually.holds(
                "it is tried",
                () -> Sql.number("SELECT count(*) FROM escrow_movement WHERE reason = '" + pay + "'") == 1);
        assertEquals("INITIATED", state(escrow));
        WalletStub.is(WalletStub.Mood.WELL);
        assertEquals("applied", outcome(id));
        assertEquals("HELD", state(escrow));
        deposited("100");
    }

    @Test
    void fundingFromTheWalletAndAPaymentAreNotBothDone() throws Exception {
        String escrow = made();
        String order = order(escrow);
        String id = Some.key();
        List<Integer> answers = inParallel(
                2,
                i -> i == 0
                        ? buyer.post(escrow + "/fund", Some.key(), "").status()
                        : Razorpay.call(id, captured(order)).status());
        assertEquals(200, answers.get(1));
        boolean paid = outcome(id).equals("applied");
        assertEquals(paid ? 409 : 200, answers.get(0));
        assertEquals("HELD", state(escrow));
        deposited(paid ? "100" : "0");
        assertEquals(
                1,
                Sql.number("SELECT count(*) FROM escrow_movement WHERE state = 'done' AND escrow_id = '"
                        + escrow.substring(escrow.lastIndexOf('/') + 1) + "'"));
    }

    @Test
    void garbageIsNeverOurFault() {
        for (String body : List.of("", "{", "[]", "{\"event\":1}", "[".repeat(5000))) {
            assertEquals(
                    "malformed-json",
                    Razorpay.call(Some.key(), body).expect(400).code());
        }
        assertEquals("ignored", told("{\"event\":\"invoice.paid\"}"));
        assertEquals("unapplied", told(Razorpay.payment("payment.captured", "\\u0000", "x".repeat(999), 1, "\\ud800")));
        assertEquals(
                "invalid-request",
                Razorpay.call("x".repeat(129), "{\"event\":\"a\"}").expect(400).code());
        String large = "{\"event\":\"" + "x".repeat(70_000) + "\"}";
        ApiAnswer refused = Razorpay.call(Some.key(), large).expect(413);
        assertEquals("payload-too-large", refused.code());
        assertTrue(refused.text().contains("64 KiB"), refused.text());
    }

    private static <T> List<T> inParallel(int count, Numbered<T> work) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<T>> tasks = IntStream.range(0, count)
                    .mapToObj(i -> (Callable<T>) () -> work.of(i))
                    .toList();
            List<Future<T>> done = threads.invokeAll(tasks);
            return done.stream().map(Future::resultNow).toList();
        }
    }

    /** Work that knows its number. */
    private interface Numbered<T> {
        T of(int number);
    }
}
