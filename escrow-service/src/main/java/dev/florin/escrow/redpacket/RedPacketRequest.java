package dev.florin.escrow.redpacket;

import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Required;
import dev.florin.common.security.Caller;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Body of {@code POST /api/red-packets}, by the sender.
 *
 * @param totalAmount in minor units of {@code currency}; at least one for every share
 * @param packetCount how many shares
 * @param mode {@code equal} or {@code random}
 * @param recipients who may claim; everybody who knows the id if absent
 * @param expiresIn how long it can be claimed, in seconds
 */
public record RedPacketRequest(
        BigInteger totalAmount,
        Integer packetCount,
        String mode,
        String currency,
        @Nullable String message,
        @Nullable List<String> recipients,
        @Nullable Long expiresIn) {
    public RedPacketRequest {
        Required.field("total_amount", totalAmount);
        Required.field("packet_count", packetCount);
        Required.field("mode", mode);
        Required.field("currency", currency);
        for (String recipient : recipients == null ? List.<String>of() : recipients) {
            Required.field("recipients", recipient);
            Required.atMost(Caller.MAX_ID_LENGTH, "recipients", recipient);
        }
        recipients = recipients == null ? null : List.copyOf(recipients);
    }

    /** @throws FlorinException for what cannot be sent */
    RedPacket packet(UUID id, String sender, RedPacketConfig config, Instant now, @Nullable String trace) {
        Asset asset = Asset.of(currency);
        return new RedPacket(
                id,
                sender,
                total(asset, config),
                packetCount,
                RedPacket.Mode.ofWireName(mode),
                message(config),
                recipients(sender, config),
                RedPacket.State.FUNDING,
                null,
                Money.zero(asset),
                0,
                now,
                now.plus(life(config)),
                null,
                null,
                trace);
    }

    private Money total(Asset asset, RedPacketConfig config) {
        if (packetCount < 1 || packetCount > config.maxPackets()) {
            throw Required.invalid("packet_count", "is between 1 and " + config.maxPackets());
        }
        if (totalAmount.signum() <= 0) {
            throw new FlorinException(ProblemType.AMOUNT_NOT_POSITIVE, "The amount has to be greater than zero.");
        }
        if (totalAmount.compareTo(BigInteger.valueOf(packetCount)) < 0) {
            throw Required.invalid("total_amount", "is at least one minor unit for every share");
        }
        return Money.ofMinor(totalAmount, asset);
    }

    private @Nullable String message(RedPacketConfig config) {
        Required.atMost(config.maxMessage(), "message", message);
        return message;
    }

    private List<String> recipients(String sender, RedPacketConfig config) {
        if (recipients == null) {
            return List.of();
        }
        if (recipients.isEmpty() || recipients.size() > config.maxRecipients()) {
            throw Required.invalid("recipients", "are between 1 and " + config.maxRecipients());
        }
        if (recipients.contains(sender)) {
            throw Required.invalid("recipients", "are others than the sender");
        }
        return recipients.stream().distinct().toList();
    }

    private Duration life(RedPacketConfig config) {
        if (expiresIn == null) {
            return config.expiry();
        }
        long longest = config.maxExpiry().toSeconds();
        if (expiresIn < 1 || expiresIn > longest) {
            throw Required.invalid("expires_in", "is between 1 and " + longest);
        }
        return Duration.ofSeconds(expiresIn);
    }
}
