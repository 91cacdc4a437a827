package dev.florin.escrow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.Api;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every field of what the parties of an escrow are told. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class EventQuarkusTest extends EscrowCase {
    private static final String MILESTONES = """
            , "milestones": [{"milestone_id": "a", "title": "half", "amount": 40},
                             {"milestone_id": "b", "title": "rest", "amount": 60}]""";

    /** How it stands, after who has done what: event type, state, amounts, actor. */
    private static String update(
            String what, String state, String held, String released, String back, String fee, String more) {
        return """
                escrow_update {"escrow_id":"escrow","event_type":"%s","status":"%s","buyer_id":"bob","seller_id":"sue",\
                "amount":100.00,"held_amount":%s,"released_amount":%s,"refunded_amount":%s,"fee_amount":%s,\
                "currency":"USD",%s}""".formatted(what, state, held, released, back, fee, more);
    }

    private static String payment(String status, String more) {
        return """
                payment_status {"escrow_id":"escrow","status":"%s","amount":100.00,"currency":"USD",\
                "order_id":"order"%s}""".formatted(status, more);
    }

    private static String change(String from, String to, String more) {
        return """
                status_change {"escrow_id":"escrow","old_status":"%s","new_status":"%s",%s}""".formatted(from, to, more);
    }

    private static String confirmation(String user, String role) {
        return """
                confirmation_added {"escrow_id":"escrow","user_id":"%s","role":"%s",\
                "status":"PARTIALLY_RELEASED"}""".formatted(user, role);
    }

    @Test
    void ofAnEscrowThatIsPaidFromOutsideAndEndsInParts() {
        String escrow = made(MILESTONES);
        String order = buyer.post(escrow + "/payment-link", "")
                .expect(200)
                .json()
                .get("order_id")
                .textValue();
        String failed = "pay_" + Some.key();
        String paid = "pay_" + Some.key();
        PaymentCase.told(Razorpay.payment("payment.failed", order, failed, 10000, "USD"));
        PaymentCase.told(Razorpay.payment("payment.authorized", order, paid, 10000, "USD"));
        PaymentCase.told(Razorpay.payment("payment.captured", order, paid, 10000, "USD"));
        buyer.post(escrow + "/release", Some.key(), "{\"milestone_id\":\"a\",\"reason\":\"begun\"}")
                .expect(200);
        seller.post(escrow + "/refund", Some.key(), "{\"amount\":10}").expect(200);
        buyer.post(escrow + "/confirm", Some.key(), "").expect(200);
        seller.post(escrow + "/confirm", Some.key(), "").expect(200);
        String byBob = "\"actor\":\"bob\"";
        String byPayment = "\"actor\":\"system\",\"reason\":\"paid\"";
        String byClock = "\"actor\":\"system\",\"reason\":\"confirmed\"";
        List<String> expected = List.of(
                update("created", "INITIATED", "0.00", "0.00", "0.00", "0.00", byBob),
                payment("pending", ""),
                payment("failed", ",\"payment_id\":\"failed\",\"reason\":\"as it goes\""),
                payment("authorized", ",\"payment_id\":\"paid\""),
                update("payment_completed", "HELD", "100.00", "0.00", "0.00", "0.00", byPayment),
                change("INITIATED", "HELD", byPayment),
                payment("captured", ",\"payment_id\":\"paid\""),
                update(
                        "released",
                        "PARTIALLY_RELEASED",
                        "60.00",
                        "39.00",
                        "0.00",
                        "1.00",
                        byBob + ",\"milestone_id\":\"a\",\"reason\":\"begun\""),
                change("HELD", "PARTIALLY_RELEASED", byBob + ",\"reason\":\"begun\""),
                update("refunded", "PARTIALLY_RELEASED", "50.00", "39.00", "10.00", "1.00", "\"actor\":\"sue\""),
                update("receipt_confirmed", "PARTIALLY_RELEASED", "50.00", "39.00", "10.00", "1.00", byBob),
                confirmation("bob", "buyer"),
                update(
                        "delivery_confirmed",
                        "PARTIALLY_RELEASED",
                        "50.00",
                        "39.00",
                        "10.00",
                        "1.00",
                        "\"actor\":\"sue\""),
                confirmation("sue", "seller"),
                update("released", "RELEASED", "0.00", "87.75", "10.00", "2.25", byClock),
                change("PARTIALLY_RELEASED", "RELEASED", byClock));
        Map<String, String> names =
                Map.of(bob, "bob", sue, "sue", id(escrow), "escrow", order, "order", failed, "failed", paid, "paid");
        assertEquals(expected, Told.to(bob, "escrow:" + id(escrow), names));
        assertEquals(expected, Told.to(sue, "escrow:" + id(escrow), names));
    }

    /** It never reached the escrow, so that nothing of it is missing there. */
    @Test
    void ofAPaymentThatGoesBack() {
        String escrow = made("");
        String order = buyer.post(escrow + "/payment-link", "")
                .expect(200)
                .json()
                .get("order_id")
                .textValue();
        String paid = "pay_" + Some.key();
        PaymentCase.told(Razorpay.payment("payment.authorized", order, paid, 10000, "USD"));
        PaymentCase.told(Razorpay.refund(order, paid, 10000));
        Map<String, String> names = Map.of(bob, "bob", sue, "sue", id(escrow), "escrow", order, "order", paid, "paid");
        List<String> expected = List.of(
                update("created", "INITIATED", "0.00", "0.00", "0.00", "0.00", "\"actor\":\"bob\""),
                payment("pending", ""),
                payment("authorized", ",\"payment_id\":\"paid\""),
                payment("refunded", ",\"payment_id\":\"paid\""));
        assertEquals(expected, Told.to(bob, "escrow:" + id(escrow), names));
        assertEquals(expected, Told.to(sue, "escrow:" + id(escrow), names));
    }

    @Test
    void ofADispute() {
        String escrow = funded("");
        buyer.post(escrow + "/release", Some.key(), "{\"amount\":30}").expect(200);
        seller.post(escrow + "/dispute", "{\"reason\":\"not paid\"}").expect(200);
        String dispute = seller.get(escrow + "/dispute")
                .expect(200)
                .json()
                .get("dispute_id")
                .textValue();
        Api.asAdmin()
                .post(
                        "/api/admin/escrows/" + id(escrow) + "/resolve",
                        Some.key(),
                        "{\"outcome\":\"split\",\"release_amount\":50,\"reason\":\"both\"}")
                .expect(200);
        assertEquals(
                List.of("""
                        dispute_raised {"escrow_id":"escrow","dispute_id":"dispute","raised_by":"sue",\
                        "reason":"not paid","held_amount":70.00,"currency":"USD"}""", """
                        dispute_resolved {"escrow_id":"escrow","dispute_id":"dispute","outcome":"split",\
                        "released_amount":48.75,"refunded_amount":20.00,"fee_amount":1.25,"currency":"USD",\
                        "reason":"both","status":"RELEASED"}"""),
                Told.to("operator", "system", Map.of(sue, "sue", id(escrow), "escrow", dispute, "dispute")).stream()
                        .filter(event -> event.contains("\"escrow_id\":\"escrow\""))
                        .toList());
    }
}
