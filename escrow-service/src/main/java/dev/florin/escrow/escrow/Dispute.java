package dev.florin.escrow.escrow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A party disputes, and an operator decides.
 *
 * @param outcome {@code release, refund} or {@code split}; absent while it is open
 * @param note why it was decided so
 * @param evidence what the parties brought, oldest first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Dispute(
        UUID disputeId,
        String raisedBy,
        String reason,
        Instant raisedAt,
        @Nullable String outcome,
        @Nullable String resolvedBy,
        @Nullable String note,
        @Nullable Instant resolvedAt,
        List<Evidence> evidence) {
    public Dispute {
        evidence = List.copyOf(evidence);
    }

    Dispute with(List<Evidence> brought) {
        return new Dispute(disputeId, raisedBy, reason, raisedAt, outcome, resolvedBy, note, resolvedAt, brought);
    }

    /** @param references to what is kept elsewhere: links, numbers of documents */
    public record Evidence(UUID id, String userId, String text, List<String> references, Instant addedAt) {
        public Evidence {
            references = List.copyOf(references);
        }
    }
}
