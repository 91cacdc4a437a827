package dev.florin.wallet.purchase;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What the ledger keeps with the payment for a purchase, for history to show.
 *
 * @param timeoutSeconds as it was asked for, so that another one is another request
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record PurchaseMetadata(
        String service, String description, @Nullable Long timeoutSeconds) {
    String json() {
        try {
            return Json.mapper().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
