package dev.florin.common.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an escrow (seed 001). Both parties hear of it, under the topic {@code escrow:{escrowId}}.
 *
 * <p>{@code status} is {@code INITIATED, HELD, PARTIALLY_RELEASED, RELEASED, REFUNDED, DISPUTED, CANCELLED} or
 * {@code EXPIRED}; {@code actor} is the user who did it, or {@code system} where a time-out or an outside payment did.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface EscrowEvent extends FlorinEvent {
    String escrowId();

    /**
     * How the escrow stands after something happened to it. Of what was funded, {@code heldAmount + releasedAmount +
     * refundedAmount + feeAmount} is the whole.
     *
     * @param eventType what happened: {@code created, funded, released, refunded} …
     * @param amount what the parties agreed on
     */
    record EscrowUpdate(
            String escrowId,
            String eventType,
            String status,
            String buyerId,
            String sellerId,
            BigDecimal amount,
            BigDecimal heldAmount,
            BigDecimal releasedAmount,
            BigDecimal refundedAmount,
            BigDecimal feeAmount,
            String currency,
            String actor,
            @Nullable String milestoneId,
            @Nullable String reason)
            implements EscrowEvent {}

    /**
     * How an outside payment for the escrow gets on.
     *
     * @param status {@code pending, authorized, captured, failed} or {@code refunded}
     * @param paymentId the payment provider's name for it, once there is one
     */
    record PaymentStatus(
            String escrowId,
            String status,
            BigDecimal amount,
            String currency,
            String orderId,
            @Nullable String paymentId,
            @Nullable String reason)
            implements EscrowEvent {}

    /** The escrow went from one state into another. */
    record StatusChange(
            String escrowId,
            String oldStatus,
            String newStatus,
            String actor,
            @Nullable String reason) implements EscrowEvent {}

    /**
     * A party confirmed its side.
     *
     * @param role {@code seller}: it is delivered; {@code buyer}: it has arrived
     * @param status of the escrow, which a confirmation does not change
     */
    record ConfirmationAdded(String escrowId, String userId, String role, String status) implements EscrowEvent {}

    /** A party disputes: the money stands still until an operator has decided. */
    record DisputeRaised(
            String escrowId, String disputeId, String raisedBy, String reason, BigDecimal heldAmount, String currency)
            implements EscrowEvent {}

    /**
     * An operator has decided.
     *
     * @param outcome {@code release, refund} or {@code split}
     * @param status of the escrow from now on, by all that was paid of it; producers of before did not say
     */
    record DisputeResolved(
            String escrowId,
            String disputeId,
            String outcome,
            BigDecimal releasedAmount,
            BigDecimal refundedAmount,
            BigDecimal feeAmount,
            String currency,
            @Nullable String reason,
            @Nullable String status)
            implements EscrowEvent {}
}
