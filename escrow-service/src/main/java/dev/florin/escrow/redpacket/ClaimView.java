package dev.florin.escrow.redpacket;

import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;

/**
 * Answer to a claim.
 *
 * @param claimAmount the share, in minor units of {@code currency}
 * @param remainingPackets shares that were left right after it
 */
public record ClaimView(
        UUID claimId, UUID packetId, BigInteger claimAmount, String currency, int remainingPackets, Instant claimedAt) {
    static ClaimView of(Claim claim) {
        return new ClaimView(
                claim.id(),
                claim.packet(),
                claim.amount().minor(),
                claim.amount().asset().code(),
                claim.remaining(),
                claim.createdAt());
    }
}
