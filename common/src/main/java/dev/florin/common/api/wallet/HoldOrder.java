package dev.florin.common.api.wallet;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /internal/holds}: money that is set aside in a wallet.
 *
 * @param id made by the caller; the same id reserves once
 * @param account whose money: an account's id or {@code user:<id>}
 * @param amount in major units of {@code currency}, above zero
 * @param purpose what for: {@code red_packet:<id>}
 * @param expiresAt when the rest falls back by itself; absent means never
 * @param spends whether it counts against the limits of the wallet's owner, from now until it is given back; absent
 *     means yes. Not so is what came in for this very purpose
 * @param replaces the hold that ends in the same command, of which this is what is left: it goes on counting as that
 *     one did, and no limit stands in its way; absent if it is something new
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record HoldOrder(
        UUID id,
        String account,
        BigDecimal amount,
        String currency,
        String purpose,
        @Nullable Instant expiresAt,
        @Nullable Boolean spends,
        @Nullable UUID replaces) {

    /** Something new, which counts. */
    public HoldOrder(
            UUID id, String account, BigDecimal amount, String currency, String purpose, @Nullable Instant expiresAt) {
        this(id, account, amount, currency, purpose, expiresAt, null, null);
    }

    /**
     * Body of {@code POST /internal/holds/{id}/capture}: a part of the hold is paid out.
     *
     * @param id of the capture, made by the caller; the same id pays once
     * @param credit who receives: an account's id, {@code user:<id>} or {@code system:<name>}
     * @param amount in major units of the hold's currency
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Capture(
            UUID id,
            String credit,
            BigDecimal amount,
            String currency,
            String type,
            @Nullable String reference) {}

    /**
     * A hold as it stands.
     *
     * @param captured what has been paid out of it
     * @param state {@code active, captured, voided} or {@code expired}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record View(
            UUID holdId,
            UUID accountId,
            BigDecimal amount,
            BigDecimal captured,
            String currency,
            String state,
            String purpose,
            @Nullable Instant expiresAt,
            Instant createdAt) {}
}
