package dev.florin.wallet.external;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A rail's report that was not applied, because it contradicts what was done: for the operator.
 *
 * @param id ours
 * @param eventId the rail's
 * @param transactionId as the rail wrote it; perhaps none of ours
 * @param amount as the rail wrote it, in major units of {@code currency}
 * @param outcome {@code applied, ignored, unapplied} or {@code dismissed}
 * @param note why it was not applied
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ReceivedEvent(
        UUID id,
        String rail,
        String eventId,
        String transactionId,
        String status,
        @Nullable String transactionHash,
        @Nullable String amount,
        @Nullable String currency,
        @Nullable String reason,
        String outcome,
        @Nullable String note,
        Instant receivedAt) {}
