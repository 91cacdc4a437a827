package dev.florin.wallet.purchase;

import dev.florin.common.problem.Required;
import dev.florin.wallet.ledger.Transfer;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /api/wallet/purchases}.
 *
 * @param type what kind of purchase it is, 1 to 40 of {@code a-z0-9_}: {@code sms_purchase}
 * @param amount in major units of {@code currency}, a number or a string; more decimals than the asset has are an error
 * @param service who delivers: {@code WhatsApp}
 * @param description what is bought, in words that go on after "deducted for": {@code WhatsApp verification}
 * @param timeoutSeconds how long it may take until the money falls due for refund; 20 minutes if absent
 */
public record PurchaseRequest(
        String type,
        BigDecimal amount,
        String currency,
        String service,
        String description,
        @Nullable Long timeoutSeconds) {
    private static final int MAX_SERVICE_LENGTH = 100;
    private static final int MAX_DESCRIPTION_LENGTH = 300;

    public PurchaseRequest {
        Required.field("type", type);
        Required.field("amount", amount);
        Required.field("currency", currency);
        Required.field("service", service);
        Required.field("description", description);
        Required.atMost(MAX_SERVICE_LENGTH, "service", service);
        Required.atMost(MAX_DESCRIPTION_LENGTH, "description", description);
        Transfer.requireForeign(type);
        if (Transfer.isRefund(type)) {
            throw Required.invalid("type", "is not that of a refund");
        }
    }
}
