package dev.florin.escrow.redpacket;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A red packet as its sender and its claimers see it. Amounts are in minor units of {@code currency}.
 *
 * @param recipients who may claim it; absent for everybody but the sender
 * @param claimAmount the viewer's own share; only in the list of received ones
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RedPacketView(
        UUID packetId,
        String senderId,
        BigInteger totalAmount,
        int packetCount,
        String mode,
        String currency,
        @Nullable String message,
        @Nullable List<String> recipients,
        String status,
        BigInteger claimedAmount,
        int remainingPackets,
        @Nullable BigInteger claimAmount,
        Instant createdAt,
        Instant expiresAt) {
    static RedPacketView of(RedPacket packet, String viewer, Instant now) {
        String status = packet.stateAt(now).wireName();
        return of(packet, viewer, status, packet.claimed().minor(), packet.remaining(), null);
    }

    /** As whoever got a share sees it. */
    static RedPacketView of(RedPacket packet, Claim claim, Instant now) {
        String status = packet.stateAt(now).wireName();
        BigInteger claimed = packet.claimed().minor();
        return of(
                packet,
                claim.user(),
                status,
                claimed,
                packet.remaining(),
                claim.amount().minor());
    }

    /** The answer to the request that made it, whatever has become of it. */
    static RedPacketView made(RedPacket packet) {
        String status = RedPacket.State.ACTIVE.wireName();
        return of(packet, packet.sender(), status, BigInteger.ZERO, packet.packetCount(), null);
    }

    private static RedPacketView of(
            RedPacket packet,
            String viewer,
            String status,
            BigInteger claimed,
            int remaining,
            @Nullable BigInteger claimAmount) {
        boolean namesThem =
                viewer.equals(packet.sender()) && !packet.recipients().isEmpty();
        return new RedPacketView(
                packet.id(),
                packet.sender(),
                packet.total().minor(),
                packet.packetCount(),
                packet.mode().wireName(),
                packet.total().asset().code(),
                packet.message(),
                namesThem ? packet.recipients() : null,
                status,
                claimed,
                remaining,
                claimAmount,
                packet.createdAt(),
                packet.expiresAt());
    }
}
