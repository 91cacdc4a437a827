package dev.florin.common.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** How a purchase ended (seed 002). That money was taken for it was told when it was. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface PurchaseEvent extends FlorinEvent {
    /** What was paid for was delivered. */
    record PaymentCompleted(
            String purchaseId,
            BigDecimal amount,
            String currency,
            @Nullable String service,
            @Nullable String description)
            implements PurchaseEvent {}

    /**
     * What was paid for was not delivered: the money falls due for refund.
     *
     * @param reason {@code purchase_failed, purchase_cancelled} or {@code purchase_timeout}
     */
    record PaymentFailed(
            String purchaseId,
            BigDecimal amount,
            String currency,
            @Nullable String service,
            @Nullable String description,
            String reason)
            implements PurchaseEvent {}
}
