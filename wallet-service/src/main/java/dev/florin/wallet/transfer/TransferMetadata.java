package dev.florin.wallet.transfer;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.json.Json;
import org.jspecify.annotations.Nullable;

/** What the ledger keeps with a transfer between people: who they are, so that showing it takes no second look. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
record TransferMetadata(
        String sender, String recipient, @Nullable String message) {
    String json() {
        try {
            return Json.mapper().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static TransferMetadata of(@Nullable String json) {
        try {
            return Json.mapper().readValue(json == null ? "{}" : json, TransferMetadata.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored transfer cannot be read", e);
        }
    }
}
