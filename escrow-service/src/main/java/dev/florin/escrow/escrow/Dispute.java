package dev.florin.escrow.escrow;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
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

    /** Whether a party has brought this already. */
    boolean has(String user, String text, List<String> references) {
        return evidence.stream()
                .anyMatch(one -> one.userId().equals(user)
                        && one.text().equals(text)
                        && one.references().equals(references));
    }

    /** @throws FlorinException {@link ProblemType#QUOTA_EXCEEDED} if a party has brought as much as it may */
    void requireRoom(String user, int max) {
        if (evidence.stream().filter(one -> one.userId().equals(user)).count() >= max) {
            throw new FlorinException(
                    ProblemType.QUOTA_EXCEEDED, "A party brings " + max + " pieces of evidence at most.");
        }
    }

    /** @param references to what is kept elsewhere: links, numbers of documents */
    public record Evidence(UUID id, String userId, String text, List<String> references, Instant addedAt) {
        public Evidence {
            references = List.copyOf(references);
        }
    }
}
