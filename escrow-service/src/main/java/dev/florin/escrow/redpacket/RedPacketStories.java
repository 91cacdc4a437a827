package dev.florin.escrow.redpacket;

import dev.florin.common.event.RedPacketEvent;
import dev.florin.common.money.Money;
import dev.florin.escrow.event.Story;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the sender, the claimers and the named recipients are told. */
final class RedPacketStories {
    private RedPacketStories() {}

    static Story created(RedPacket packet, Instant now) {
        List<String> audience = Stream.concat(Stream.of(packet.sender()), packet.recipients().stream())
                .toList();
        RedPacketEvent.RedPacketCreated event = new RedPacketEvent.RedPacketCreated(
                packet.id().toString(),
                packet.sender(),
                packet.total().minor(),
                packet.packetCount(),
                packet.mode().wireName(),
                packet.total().asset().code(),
                packet.message(),
                packet.expiresAt());
        return story(packet, packet.trace(), now, List.of(Story.Told.of(event, audience)));
    }

    /** @param after the packet with this claim in it */
    static Story claimed(RedPacket after, Claim claim, Instant now) {
        List<Story.Told> told = new ArrayList<>();
        String id = after.id().toString();
        String currency = after.total().asset().code();
        RedPacketEvent.RedPacketClaimed claimed = new RedPacketEvent.RedPacketClaimed(
                id, after.sender(), claim.user(), claim.amount().minor(), after.remaining(), currency);
        told.add(Story.Told.of(claimed, List.of(after.sender(), claim.user())));
        if (after.state() == RedPacket.State.COMPLETED) {
            RedPacketEvent.RedPacketCompleted completed = new RedPacketEvent.RedPacketCompleted(
                    id, after.sender(), after.total().minor(), after.packetCount(), currency);
            told.add(Story.Told.of(completed, List.of(after.sender())));
        }
        return story(after, claim.trace(), now, told);
    }

    /** @param free what is still to be had; claims under way are not */
    static Story cancelled(RedPacket packet, Free free, @Nullable String trace, Instant now) {
        RedPacketEvent.RedPacketCancelled event = new RedPacketEvent.RedPacketCancelled(
                packet.id().toString(),
                packet.sender(),
                packet.total().minor(),
                claimed(packet, free),
                free.amount().minor(),
                free.count(),
                packet.total().asset().code());
        return story(packet, trace, now, List.of(Story.Told.of(event, List.of(packet.sender()))));
    }

    static Story expired(RedPacket packet, Free free, Instant now) {
        RedPacketEvent.RedPacketExpired event = new RedPacketEvent.RedPacketExpired(
                packet.id().toString(),
                packet.sender(),
                packet.total().minor(),
                claimed(packet, free),
                free.amount().minor(),
                free.count(),
                packet.total().asset().code());
        return story(packet, packet.trace(), now, List.of(Story.Told.of(event, List.of(packet.sender()))));
    }

    /** Shares that nobody has taken. */
    record Free(int count, Money amount) {}

    private static BigInteger claimed(RedPacket packet, Free free) {
        return packet.total().minus(free.amount()).minor();
    }

    private static Story story(RedPacket packet, @Nullable String trace, Instant now, List<Story.Told> told) {
        return new Story(packet.reference(), now, trace, told);
    }
}
