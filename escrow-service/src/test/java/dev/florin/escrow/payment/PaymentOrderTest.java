package dev.florin.escrow.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaymentOrderTest {
    private static PaymentOrder order(PaymentOrder.Status status) {
        return new PaymentOrder(
                new UUID(0, 1),
                "order_1",
                new UUID(0, 2),
                Money.ofMinor(10000, Asset.of("USD")),
                status,
                status == PaymentOrder.Status.PENDING ? null : "pay_1");
    }

    private static String verdict(
            PaymentOrder order,
            PaymentReport.Type type,
            @Nullable String payment,
            @Nullable Long amount,
            String currency) {
        PaymentReport report = new PaymentReport("any", "order_1", payment, amount, currency, null);
        return switch (order.verdict(type, report)) {
            case PaymentOrder.Verdict.Fund fund -> "fund " + fund.payment();
            case PaymentOrder.Verdict.Become become -> become.status() + " " + become.payment();
            case PaymentOrder.Verdict.Ignore _ -> "ignore";
            case PaymentOrder.Verdict.Keep _ -> "keep";
        };
    }

    /** What the payment that brought the order where it stands, and what another payment of it leads to. */
    @ParameterizedTest
    @CsvSource({
        "PENDING, AUTHORIZED, AUTHORIZED pay_1, AUTHORIZED pay_2",
        "PENDING, CAPTURED, fund pay_1, fund pay_2",
        "PENDING, ORDER_PAID, fund pay_1, fund pay_2",
        "PENDING, FAILED, FAILED pay_1, FAILED pay_2",
        "PENDING, REFUNDED, REFUNDED pay_1, REFUNDED pay_2",
        "AUTHORIZED, AUTHORIZED, ignore, ignore",
        "AUTHORIZED, CAPTURED, fund pay_1, fund pay_2",
        "AUTHORIZED, ORDER_PAID, fund pay_1, fund pay_2",
        "AUTHORIZED, FAILED, FAILED pay_1, ignore",
        "AUTHORIZED, REFUNDED, REFUNDED pay_1, ignore",
        "FAILED, AUTHORIZED, ignore, AUTHORIZED pay_2",
        "FAILED, CAPTURED, fund pay_1, fund pay_2",
        "FAILED, ORDER_PAID, fund pay_1, fund pay_2",
        "FAILED, FAILED, ignore, FAILED pay_2",
        "FAILED, REFUNDED, REFUNDED pay_1, REFUNDED pay_2",
        "CAPTURED, AUTHORIZED, ignore, ignore",
        "CAPTURED, CAPTURED, ignore, keep",
        "CAPTURED, ORDER_PAID, ignore, keep",
        "CAPTURED, FAILED, ignore, ignore",
        "CAPTURED, REFUNDED, keep, ignore",
        "REFUNDED, AUTHORIZED, ignore, ignore",
        "REFUNDED, CAPTURED, ignore, keep",
        "REFUNDED, ORDER_PAID, ignore, keep",
        "REFUNDED, FAILED, ignore, ignore",
        "REFUNDED, REFUNDED, ignore, ignore"
    })
    void reportsInAnySequence(PaymentOrder.Status status, PaymentReport.Type type, String same, String other) {
        assertEquals(same, verdict(order(status), type, "pay_1", 10000L, "USD"));
        assertEquals(other, verdict(order(status), type, "pay_2", 10000L, "USD"));
    }

    @ParameterizedTest
    @CsvSource({"9999, USD", "10001, USD", "10000, EUR", "-10000, USD", ", USD"})
    void otherMoneyIsKept(@Nullable Long amount, String currency) {
        for (PaymentOrder.Status status : PaymentOrder.Status.values()) {
            for (PaymentReport.Type type : PaymentReport.Type.values()) {
                assertEquals("keep", verdict(order(status), type, "pay_1", amount, currency));
            }
        }
    }

    @Test
    void whatNamesNoPaymentIsKept() {
        for (PaymentReport.Type type : PaymentReport.Type.values()) {
            assertEquals("keep", verdict(order(PaymentOrder.Status.PENDING), type, null, 10000L, "USD"));
        }
        assertEquals(Optional.empty(), new PaymentReport("x", null, null, null, null, null).type());
    }
}
