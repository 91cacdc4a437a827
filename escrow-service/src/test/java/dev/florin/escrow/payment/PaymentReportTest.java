package dev.florin.escrow.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentReportTest {
    private static PaymentReport read(String json) {
        return PaymentReport.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPaymentNamesItsOrder() {
        assertEquals(new PaymentReport("payment.failed", "order_1", "pay_1", 10000L, "USD", "no money"), read("""
                        {"event":"payment.failed","payload":{"payment":{"entity":{"id":"pay_1","order_id":"order_1",
                         "amount":10000,"currency":"USD","status":"failed","error_description":"no money"}}}}"""));
    }

    @Test
    void aPaidOrderBringsItsPayment() {
        assertEquals(new PaymentReport("order.paid", "order_1", "pay_1", 10000L, "USD", null), read("""
                        {"event":"order.paid","payload":{"order":{"entity":{"id":"order_1","amount":20000}},
                         "payment":{"entity":{"id":"pay_1","amount":10000,"currency":"USD"}}}}"""));
    }

    @Test
    void aRefundSaysWhatCameBack() {
        assertEquals(new PaymentReport("refund.processed", null, "pay_1", 500L, "USD", null), read("""
                        {"event":"refund.processed","payload":{"refund":{"entity":{"id":"rfnd_1","payment_id":"pay_1",
                         "amount":500,"currency":"USD"}}}}"""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "\"10000\"", "1e400", "99999999999999999999", "null", "{}"})
    void whatIsNoWholeNumberIsNoAmount(String amount) {
        assertNull(read("{\"event\":\"payment.captured\",\"payload\":{\"payment\":{\"entity\":{\"amount\":" + amount
                        + "}}}}")
                .minorAmount());
    }

    @Test
    void textCanBeStored() {
        PaymentReport report = read("{\"event\":\"a\\u0000\\ud800\",\"payload\":{\"payment\":{\"entity\":{\"id\":\""
                + "x".repeat(500) + "\"}}}}");
        assertEquals("a??", report.event());
        assertEquals("x".repeat(200), report.payment());
        assertEquals(Optional.empty(), report.type());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "null", "7", "{}", "{\"event\":7}", "{\"event\":\"\"}", "{\"event\":\"a\"} x"})
    void garbageIsMalformed(String body) {
        assertEquals(
                ProblemType.MALFORMED_JSON,
                assertThrows(FlorinException.class, () -> read(body)).type());
    }
}
