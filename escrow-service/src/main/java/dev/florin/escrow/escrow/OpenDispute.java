package dev.florin.escrow.escrow;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

/**
 * A dispute that waits for a decision, as it stands in the operators' list.
 *
 * @param heldAmount what it is about, in major units of {@code currency}
 */
public record OpenDispute(
        UUID disputeId,
        UUID escrowId,
        String buyerId,
        String sellerId,
        String raisedBy,
        String reason,
        BigDecimal heldAmount,
        String currency,
        Instant raisedAt) {}
