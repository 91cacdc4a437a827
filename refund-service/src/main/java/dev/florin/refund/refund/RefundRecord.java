package dev.florin.refund.refund;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A refund as operators see it (seed 000), with what it needs beyond red packets behind.
 *
 * @param packetId of the thing that was paid for, whatever it is
 * @param senderId the user who gets the money
 * @param senderAddress the account that it goes to: {@code user:} and the user's id
 * @param refundAmount what is due, or what came back, in minor units of {@code currency}
 * @param reason why it is due: {@code expired, cancelled, transaction_failed, purchase_timeout} …
 * @param status {@code pending, processing, completed, retrying} or {@code failed}
 * @param createdAt when the thing itself came to be
 * @param expiresAt when its time was over; absent if it had none
 * @param processedAt when the money came back; absent before
 * @param attempts how often its owner was asked
 * @param failure what its owner answered last; absent if it never failed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RefundRecord(
        UUID packetId,
        String senderId,
        String senderAddress,
        BigInteger refundAmount,
        String reason,
        String status,
        Instant createdAt,
        @Nullable Instant expiresAt,
        @Nullable Instant processedAt,
        UUID refundId,
        String kind,
        String currency,
        Instant dueAt,
        int attempts,
        @Nullable String failure) {

    public static RefundRecord of(Refund refund) {
        Refund.Thing thing = refund.thing();
        Refund.Given given = refund.given();
        return new RefundRecord(
                thing.id(),
                thing.userId(),
                "user:" + thing.userId(),
                (given == null ? thing.amount() : given.amount()).minor(),
                thing.reason(),
                refund.state().wireName(),
                thing.createdAt(),
                thing.expiresAt(),
                given == null ? null : given.at(),
                refund.id(),
                thing.kind(),
                thing.amount().asset().code(),
                thing.dueAt(),
                refund.attempts(),
                refund.failure());
    }
}
