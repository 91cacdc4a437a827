package dev.florin.escrow.escrow;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An escrow as both parties see it. {@code held_amount + released_amount + refunded_amount + fee_amount} is what was
 * funded; amounts are in major units of {@code currency}.
 *
 * @param price what the buyer has to fund: the amount, and the fee if the buyer pays it
 * @param paidMilestones the ids of the milestones that were released
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EscrowView(
        UUID escrowId,
        String status,
        String buyerId,
        String sellerId,
        BigDecimal amount,
        String currency,
        BigDecimal price,
        int feeBasisPoints,
        String feePayer,
        String terms,
        List<Milestone> milestones,
        List<String> paidMilestones,
        BigDecimal fundedAmount,
        BigDecimal heldAmount,
        BigDecimal releasedAmount,
        BigDecimal refundedAmount,
        BigDecimal feeAmount,
        long inspectionSeconds,
        Instant deadline,
        @Nullable Instant deliveredAt,
        @Nullable Instant receivedAt,
        @Nullable Instant actsAt,
        Instant createdAt,
        Instant updatedAt) {
    static EscrowView of(Escrow escrow) {
        Agreement agreement = escrow.agreement();
        Funds funds = escrow.funds();
        return new EscrowView(
                escrow.id(),
                escrow.state().name(),
                agreement.buyer(),
                agreement.seller(),
                agreement.amount().major(),
                agreement.amount().asset().code(),
                agreement.price().major(),
                agreement.fee().basisPoints(),
                agreement.fee().payer().wireName(),
                agreement.terms(),
                agreement.milestones(),
                escrow.paidMilestones(),
                funds.funded().major(),
                funds.held().major(),
                funds.released().major(),
                funds.refunded().major(),
                funds.fee().major(),
                agreement.inspection().toSeconds(),
                agreement.deadline(),
                escrow.deliveredAt(),
                escrow.receivedAt(),
                escrow.actsAt(),
                escrow.createdAt(),
                escrow.updatedAt());
    }

    String text() {
        try {
            return Json.mapper().writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be written", e);
        }
    }

    static EscrowView read(String text) {
        try {
            return Json.mapper().readValue(text, EscrowView.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer cannot be read", e);
        }
    }
}
