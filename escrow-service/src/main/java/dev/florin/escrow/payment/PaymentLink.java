package dev.florin.escrow.payment;

import java.math.BigDecimal;
import java.util.UUID;

/**
 * What a buyer takes to the payment provider.
 *
 * @param orderId what the payment has to be made for
 * @param amount the whole price of the escrow, in major units of {@code currency}
 * @param status {@code pending, authorized} or {@code failed}: another try may follow
 */
public record PaymentLink(UUID escrowId, String orderId, BigDecimal amount, String currency, String status) {
    static PaymentLink of(PaymentOrder order) {
        return new PaymentLink(
                order.escrow(),
                order.reference(),
                order.amount().major(),
                order.amount().asset().code(),
                order.status().wireName());
    }
}
