package dev.florin.wallet.purchase;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.money.Money;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A purchase.
 *
 * @param purchaseId the id of the transaction that paid for it, too
 * @param amount in major units of {@code currency}
 * @param status {@code open, completed, cancelled, failed, timed_out, refunded}
 * @param reason why the money is due back, or was: {@code purchase_cancelled, purchase_failed} or
 *     {@code purchase_timeout}
 * @param balanceAfter of the wallet, right after it was paid, in major units of {@code currency}; absent in lists
 * @param expiresAt when it times out unless it is closed before
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PurchaseView(
        UUID purchaseId,
        UUID walletId,
        String type,
        BigDecimal amount,
        String currency,
        String service,
        String description,
        String status,
        @Nullable String reason,
        @Nullable BigDecimal balanceAfter,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant refundedAt) {

    static PurchaseView of(Purchase purchase, @Nullable Money balanceAfter) {
        Purchase.Fallen fallen = purchase.fallen();
        Purchase.Refund refund = purchase.refund();
        return view(
                purchase,
                purchase.state(),
                fallen == null ? null : fallen.reason(),
                balanceAfter,
                refund == null ? null : refund.at());
    }

    /** As it was when it was opened, whatever has become of it: the answer to its request, for ever. */
    static PurchaseView opened(Purchase purchase, Money balanceAfter) {
        return view(purchase, Purchase.State.OPEN, null, balanceAfter, null);
    }

    private static PurchaseView view(
            Purchase purchase,
            Purchase.State state,
            @Nullable String reason,
            @Nullable Money balanceAfter,
            @Nullable Instant refundedAt) {
        return new PurchaseView(
                purchase.id(),
                purchase.wallet(),
                purchase.type(),
                purchase.amount().major(),
                purchase.amount().asset().code(),
                purchase.service(),
                purchase.description(),
                state.wireName(),
                reason,
                balanceAfter == null ? null : balanceAfter.major(),
                purchase.createdAt(),
                purchase.expiresAt(),
                refundedAt);
    }
}
