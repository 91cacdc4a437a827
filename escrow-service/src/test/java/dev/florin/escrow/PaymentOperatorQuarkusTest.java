package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}
