package dev.florin.wallet.transfer;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A transfer as one of its parties sees it. Its recipient reads its message when the money has come, and never why it
 * failed.
 *
 * @param amount in major units of {@code currency}
 * @param status {@code initiated, processing, completed, failed} or {@code cancelled}
 * @param progress 0 to 100 percent
 * @param failureCode why it failed
 * @param executeAt when a payment that was ordered for later shall happen
 * @param balanceAfter of the party who asks, right after the transfer
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TransferView(
        UUID transferId,
        String senderId,
        String recipientId,
        BigDecimal amount,
        String currency,
        @Nullable String message,
        String status,
        int progress,
        @Nullable String failureCode,
        @Nullable BigDecimal balanceAfter,
        @Nullable Instant executeAt,
        Instant createdAt) {

    /** Without what the recipient has no business to know; {@code this} for its sender. */
    TransferView forParty(String user) {
        if (user.equals(senderId)) {
            return this;
        }
        return new TransferView(
                transferId,
                senderId,
                recipientId,
                amount,
                currency,
                status.equals("completed") ? message : null,
                status,
                progress,
                null,
                balanceAfter,
                executeAt,
                createdAt);
    }
}
