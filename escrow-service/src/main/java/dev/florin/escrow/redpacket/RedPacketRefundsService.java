package dev.florin.escrow.redpacket;

import dev.florin.common.api.refund.Refund;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.api.refund.Refunded;
import dev.florin.common.api.wallet.LedgerCommand;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.refund.RefundableSource;
import dev.florin.escrow.wallet.LedgerAnswer;
import dev.florin.escrow.wallet.WalletClient;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Gives back what nobody claimed. The row that is closed is the intent: nobody can claim any more, so that ending the
 * hold gives back the same whoever asks for it, and however often.
 */
@Singleton
public class RedPacketRefundsService implements RefundableSource {
    private static final String KIND = "red_packet";

    private final RedPacketStore store;
    private final RedPacketService packets;
    private final ClaimService claims;
    private final WalletClient wallet;
    private final Clock clock;

    RedPacketRefundsService(
            RedPacketStore store, RedPacketService packets, ClaimService claims, WalletClient wallet, Clock clock) {
        this.store = store;
        this.packets = packets;
        this.claims = claims;
        this.wallet = wallet;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public List<Refundable> due(Instant dueAfter, Instant dueBefore, int limit) {
        return store.due(dueAfter, dueBefore, limit).stream()
                .map(RedPacketRefundsService::refundable)
                .toList();
    }

    @Override
    public Given giveBack(Order order) {
        UUID id = order.id();
        String traceparent = order.traceparent();
        RedPacket packet = found(id);
        if (packet.refunded() == null) {
            packets.expire(id);
            claims.settle(id);
            packet = found(id);
        }
        List<LedgerCommand.Step> refund = List.of(LedgerCommand.Step.refunding(packet.hold(), KIND, id));
        if (!packet.isDue()) {
            requireRefunded(packet);
            return new Given(refund(packet, wallet.available(refund, traceparent)), false);
        }
        return switch (wallet.apply(refund, traceparent)) {
            case LedgerAnswer.Done done -> {
                boolean isNew =
                        store.refund(id, order.refundId(), clock.instant().truncatedTo(ChronoUnit.MILLIS));
                yield new Given(refund(found(id), done.available()), isNew);
            }
            case LedgerAnswer.Unknown unknown -> throw unknown.asException();
            case LedgerAnswer.Refused refused -> throw FundingService.refusal(refused.reason(), traceparent, false);
        };
    }

    @Override
    public List<Refunded> refunded(TimeCursor after, int limit) {
        return store.refunded(after, limit).stream()
                .map(packet -> refund(packet, null))
                .map(RefundableSource::refunded)
                .toList();
    }

    private RedPacket found(UUID id) {
        return store.packet(id).orElseThrow(FundingService::notFound);
    }

    private static RedPacket.Refunded requireRefunded(RedPacket packet) {
        RedPacket.Refunded refunded = packet.refunded();
        if (refunded == null) {
            throw RefundableSource.notDue();
        }
        return refunded;
    }

    private static Refund refund(RedPacket packet, @Nullable BigDecimal available) {
        RedPacket.Refunded refunded = requireRefunded(packet);
        Instant dueAt = packet.closedAt() == null ? packet.expiresAt() : packet.closedAt();
        return new Refund(
                KIND,
                packet.id(),
                refunded.id(),
                packet.sender(),
                packet.rest().major(),
                packet.rest().asset().code(),
                packet.state().wireName(),
                "red packet",
                null,
                available,
                dueAt,
                refunded.at());
    }

    private static Refundable refundable(RedPacket packet) {
        Instant dueAt = packet.closedAt();
        return new Refundable(
                KIND,
                packet.id(),
                packet.sender(),
                packet.rest().major(),
                packet.rest().asset().code(),
                packet.state().wireName(),
                dueAt == null ? packet.expiresAt() : dueAt,
                packet.createdAt(),
                packet.expiresAt(),
                packet.claimed().minor(),
                packet.total().minor());
    }
}
