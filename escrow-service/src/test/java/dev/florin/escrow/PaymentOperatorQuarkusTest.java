package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.Api;
import dev.florin.common.test.ApiAnswer;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.Sql;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Payments that do not fit: kept, seen by the operator, tried again, and never bent. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class PaymentOperatorQuarkusTest extends PaymentCase {
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

    /** It is looked at anew, by the same rules. */
    @ParameterizedTest
    @CsvSource({"9999, USD, false", "10001, USD, false", "10000, EUR, false", "10000, USD, true"})
    void aRetryMakesNothingFit(long minor, String currency, boolean isPaidAlready) {
        String escrow = made();
        String order = order(escrow);
        if (isPaidAlready) {
            assertEquals("applied", told(captured(order)));
        }
        String state = state(escrow);
        String id = Some.key();
        Razorpay.call(id, Razorpay.payment(CAPTURED, order, "pay_" + id, minor, currency))
                .expect(200);
        assertEquals("unapplied", outcome(id));
        JsonNode event = unapplied(id);
        String internal = event.get("id").textValue();
        decide(internal, "retry", "they did pay").expect(200);
        assertEquals("unapplied", outcome(id));
        assertEquals(event.get("note"), unapplied(id).get("note"));
        assertEquals(List.of("retry"), decisions(internal).toList());
        assertEquals(state, state(escrow));
        deposited(isPaidAlready ? "100" : "0");
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

    private static ApiAnswer decide(String id, String decision, String reason) {
        return Api.asAdmin()
                .post("/api/admin/payments/events/" + id + "/" + decision, "{\"reason\":\"" + reason + "\"}");
    }

    /** Operators' dashboards count as many as there are; jobs may add some in between. */
    private static void assertCounted() {
        Eventually.holds("the gauge is right", () -> {
            double count = Double.parseDouble(
                    Sql.one("SELECT least(count(*), 100) FROM payment_event WHERE outcome = 'unapplied'"));
            List<Double> shown = Api.asAdmin()
                    .get("/q/metrics")
                    .text()
                    .lines()
                    .filter(line -> line.startsWith("payment_events_unapplied"))
                    .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                    .toList();
            return shown.equals(List.of(count));
        });
    }

    @Test
    void whatWasSettledOutsideLeavesTheListAndKeepsWhy() {
        String id = Some.key();
        Razorpay.call(id, Razorpay.payment(CAPTURED, "order_of_nobody", pay, 10000, "USD"))
                .expect(200);
        assertEquals("unapplied", outcome(id));
        assertCounted();
        String event = unapplied(id).get("id").textValue();
        assertEquals(
                "invalid-request", decide(event, "dismiss", " ").expect(400).code());
        JsonNode closed = decide(event, "dismiss", "paid back").expect(200).json();
        assertEquals("dismissed", closed.at("/payment_event/outcome").textValue());
        assertEquals("no such order", closed.at("/payment_event/note").textValue());
        assertEquals("dismiss", closed.at("/decisions/0/decision").textValue());
        assertEquals("paid back", closed.at("/decisions/0/reason").textValue());
        assertThrows(AssertionError.class, () -> unapplied(id));
        assertCounted();
        // Neither a repeat nor a second thought changes it.
        assertEquals(closed, decide(event, "dismiss", "once more").expect(200).json());
        assertEquals(closed, decide(event, "retry", "after all").expect(200).json());
        Razorpay.call(id, Razorpay.payment(CAPTURED, "order_of_nobody", pay, 10000, "USD"))
                .expect(200);
        assertEquals("dismissed", outcome(id));
    }

    @Test
    void whatWasAppliedCannotBeDismissed() {
        String id = Some.key();
        Razorpay.call(id, captured(order(made()))).expect(200);
        assertEquals("applied", outcome(id));
        String event = Sql.one("SELECT id FROM payment_event WHERE provider_event_id = '" + id + "'");
        assertEquals(
                "payment-event-not-open",
                decide(event, "dismiss", "no").expect(409).code());
        assertEquals("applied", outcome(id));
    }

    @Test
    void dismissedAndRetriedAtOnceOneOfBothCounts() throws Exception {
        String id = Some.key();
        Razorpay.call(id, Razorpay.payment(CAPTURED, "order_of_nobody", pay, 10000, "USD"))
                .expect(200);
        assertEquals("unapplied", outcome(id));
        String event = unapplied(id).get("id").textValue();
        inParallel(8, i -> decide(event, i % 2 == 0 ? "dismiss" : "retry", "at once"));
        String outcome = outcome(id);
        assertTrue(List.of("unapplied", "dismissed").contains(outcome), outcome);
        long dismissals = decisions(event).filter("dismiss"::equals).count();
        assertEquals(outcome.equals("dismissed") ? 1 : 0, dismissals);
    }

    private static Stream<String> decisions(String event) {
        return Api.asAdmin()
                .get("/api/admin/payments/events/" + event)
                .expect(200)
                .json()
                .get("decisions")
                .valueStream()
                .map(one -> one.get("decision").textValue());
    }
}
