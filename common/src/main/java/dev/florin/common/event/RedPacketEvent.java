package dev.florin.common.event;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigInteger;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happened to a red packet (seed 000). Amounts are whole minor units of the currency beside them. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface RedPacketEvent extends FlorinEvent {
    String packetId();

    /**
     * It can be claimed.
     *
     * @param mode {@code equal} or {@code random}
     */
    record RedPacketCreated(
            String packetId,
            String senderId,
            BigInteger totalAmount,
            int packetCount,
            String mode,
            String currency,
            @Nullable String message,
            Instant expiresAt)
            implements RedPacketEvent {}

    /**
     * Somebody has got a share.
     *
     * @param recipientId who claimed it
     * @param remainingPackets shares that are still to be had
     */
    record RedPacketClaimed(
            String packetId,
            String senderId,
            String recipientId,
            BigInteger claimAmount,
            int remainingPackets,
            String currency)
            implements RedPacketEvent {}

    /** The last share is gone. */
    record RedPacketCompleted(
            String packetId, String senderId, BigInteger totalAmount, int packetCount, String currency)
            implements RedPacketEvent {}

    /** Its time is over; what nobody claimed falls due for refund. */
    record RedPacketExpired(
            String packetId,
            String senderId,
            BigInteger totalAmount,
            BigInteger claimedAmount,
            BigInteger refundAmount,
            int remainingPackets,
            String currency)
            implements RedPacketEvent {}

    /** Its sender took it back; what nobody claimed falls due for refund. */
    record RedPacketCancelled(
            String packetId,
            String senderId,
            BigInteger totalAmount,
            BigInteger claimedAmount,
            BigInteger refundAmount,
            int remainingPackets,
            String currency)
            implements RedPacketEvent {}
}
