package dev.florin.escrow.redpacket;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.florin.common.outbox.RelayJob;
import dev.florin.common.page.TimeCursor;
import dev.florin.common.page.TimePage;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.escrow.event.StoryService;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows red packets, and closes them before their last share is claimed. */
@Singleton
public class RedPacketService {
    private final RedPacketStore packets;
    private final ClaimStore claims;
    private final FundingService funding;
    private final StoryService stories;
    private final RelayJob relay;
    private final RedPacketConfig config;
    private final Clock clock;
    private volatile @Nullable Counted counted;

    RedPacketService(
            RedPacketStore packets,
            ClaimStore claims,
            FundingService funding,
            StoryService stories,
            RelayJob relay,
            RedPacketConfig config,
            Clock clock) {
        this.packets = packets;
        this.claims = claims;
        this.funding = funding;
        this.stories = stories;
        this.relay = relay;
        this.config = config;
        this.clock = clock;
    }

    /** One page, newest first; the cursor is absent on the last one. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RedPacketPage(
            List<RedPacketView> redPackets, @Nullable String nextCursor) {}

    private record Counted(RedPacketStats stats, Instant at) {}

    /** @throws FlorinException {@link ProblemType#NOT_FOUND}, also for who may not claim it */
    public RedPacketView packet(String user, UUID id) {
        return RedPacketView.of(visible(user, id), user, now());
    }

    /** Those that the user sent, newest first. */
    public RedPacketPage sent(String user, int limit, @Nullable String cursor) {
        Instant now = now();
        TimePage<RedPacket> page = TimePage.of(
                packets.sent(user, TimeCursor.of(cursor), limit + 1),
                limit,
                packet -> new TimeCursor(packet.createdAt(), packet.id()));
        return new RedPacketPage(page.map(packet -> RedPacketView.of(packet, user, now)), page.nextCursor());
    }

    /** Those of which the user has a share, the one claimed last first. */
    public RedPacketPage received(String user, int limit, @Nullable String cursor) {
        Instant now = now();
        TimePage<Claim> page = TimePage.of(
                claims.received(user, TimeCursor.of(cursor), limit + 1),
                limit,
                claim -> new TimeCursor(claim.createdAt(), claim.id()));
        Map<UUID, RedPacket> byId = packets.packets(page.map(Claim::packet)).stream()
                .collect(Collectors.toMap(RedPacket::id, Function.identity()));
        List<RedPacketView> views = page.items().stream()
                .map(claim -> RedPacketView.of(Objects.requireNonNull(byId.get(claim.packet())), claim, now))
                .toList();
        return new RedPacketPage(views, page.nextCursor());
    }

    /**
     * The sender takes it back; what is claimed stays claimed, and the rest falls due for refund.
     *
     * @throws FlorinException {@link ProblemType#FORBIDDEN} for anybody else, {@link ProblemType#RED_PACKET_EMPTY},
     *     {@link ProblemType#RED_PACKET_EXPIRED}
     */
    public RedPacketView cancel(String user, UUID id, String trace) {
        if (!visible(user, id).sender().equals(user)) {
            throw new FlorinException(ProblemType.FORBIDDEN, "Only the sender can take a red packet back.");
        }
        funding.settled(visible(user, id));
        packets.inTransaction(transaction -> {
            Instant now = now();
            RedPacket packet = packets.lock(transaction, id).orElseThrow(FundingService::notFound);
            if (packet.state() == RedPacket.State.CANCELLED) {
                return packet;
            }
            packet.requireOpen(now);
            RedPacketStories.Free free = claims.free(transaction, packet);
            if (free.count() == 0) {
                throw RedPacket.empty();
            }
            packets.close(transaction, id, RedPacket.State.CANCELLED, now);
            stories.tell(transaction, RedPacketStories.cancelled(packet, free, trace, now));
            return packet;
        });
        relay.wake();
        return packet(user, id);
    }

    /** Closes it if its time is over and it has shares left; claims under way keep theirs. */
    void expire(UUID id) {
        packets.inTransaction(transaction -> {
            Instant now = now();
            RedPacket packet = packets.lock(transaction, id).orElseThrow(FundingService::notFound);
            boolean late = packet.state() == RedPacket.State.ACTIVE && packet.stateAt(now) == RedPacket.State.EXPIRED;
            if (late) {
                RedPacketStories.Free free = claims.free(transaction, packet);
                if (free.count() > 0) {
                    packets.close(transaction, id, RedPacket.State.EXPIRED, packet.expiresAt());
                    stories.tell(transaction, RedPacketStories.expired(packet, free, now));
                }
            }
            return late;
        });
        relay.wake();
    }

    /** @return how many were late */
    int expireLate() {
        List<UUID> late = packets.late(now(), config.batch());
        late.forEach(this::expire);
        return late.size();
    }

    /** Figures for operators, at most {@link RedPacketConfig#statsAge} old. */
    public RedPacketStats stats() {
        Instant now = clock.instant();
        Counted known = counted;
        if (known == null || !known.at().plus(config.statsAge()).isAfter(now)) {
            known = new Counted(packets.stats(), now);
            counted = known;
        }
        return known.stats();
    }

    private RedPacket visible(String user, UUID id) {
        return packets.packet(id).filter(packet -> packet.isVisibleTo(user)).orElseThrow(FundingService::notFound);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
