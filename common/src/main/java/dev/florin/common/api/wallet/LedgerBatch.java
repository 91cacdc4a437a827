package dev.florin.common.api.wallet;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Body of {@code POST /internal/ledger/transfers}: movements that a service orders. */
public record LedgerBatch(Mode mode, List<Movement> transfers) {
    /** How many movements one request may hold. */
    public static final int MAX_TRANSFERS = 500;

    /** Whether the movements stand and fall together. */
    public enum Mode {
        @JsonProperty("atomic")
        ATOMIC,
        @JsonProperty("independent")
        INDEPENDENT
    }

    /**
     * One movement.
     *
     * @param id made by the caller; the same id moves money once, whatever repeats
     * @param debit who pays: an account's id, {@code user:<id>} for that user's wallet, {@code system:world} or
     *     {@code system:fees}
     * @param credit who receives, in the same words
     * @param amount in major units of {@code currency}, above zero
     * @param type what kind of movement it is: {@code escrow_release}
     * @param reference the caller's own name for it; may be absent
     * @param metadata kept with the movement and shown with it; may be absent
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Movement(
            UUID id,
            String debit,
            String credit,
            BigDecimal amount,
            String currency,
            String type,
            @Nullable String reference,
            @Nullable JsonNode metadata) {}

    /** One result per movement, in the order of the request. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Results(List<Result> results) {}

    /**
     * What became of one movement.
     *
     * @param status {@code posted} or {@code refused}
     * @param code why it was refused
     * @param availableBalance of a refund that ended a hold: what the wallet had to spend right after that, in major
     *     units; absent if it ended before this was kept
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Result(
            UUID id,
            String status,
            @Nullable String code,
            @Nullable BigDecimal availableBalance) {
        public Result(UUID id, String status, @Nullable String code) {
            this(id, status, code, null);
        }
    }
}
