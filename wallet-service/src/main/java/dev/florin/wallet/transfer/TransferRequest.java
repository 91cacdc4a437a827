package dev.florin.wallet.transfer;

import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /api/wallet/transfers}.
 *
 * @param recipientId the user who is paid
 * @param amount in major units of {@code currency}, a number or a string; more decimals than the asset has are an error
 * @param message for the recipient; may be absent
 * @param executeAt when it shall happen, RFC 3339; at once if absent or past. Nothing is set aside until then
 */
public record TransferRequest(
        String recipientId,
        BigDecimal amount,
        String currency,
        @Nullable String message,
        @Nullable Instant executeAt) {
    private static final int MAX_MESSAGE_LENGTH = 500;

    public TransferRequest {
        Required.field("recipient_id", recipientId);
        Required.field("amount", amount);
        Required.field("currency", currency);
        Required.atMost(Caller.MAX_ID_LENGTH, "recipient_id", recipientId);
        Required.atMost(MAX_MESSAGE_LENGTH, "message", message);
    }
}
