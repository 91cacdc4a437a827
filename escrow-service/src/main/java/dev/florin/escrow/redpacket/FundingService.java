package dev.florin.escrow.redpacket;

import dev.florin.common.database.DatabaseException;
import dev.florin.common.id.Ids;
import dev.florin.common.idempotency.Answer;
import dev.florin.common.idempotency.IdempotencyService;
import dev.florin.common.outbox.RelayJob;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.trace.TraceParent;
import dev.florin.escrow.event.StoryService;
import dev.florin.escrow.unsettled.UnsettledConfig;
import dev.florin.escrow.wallet.LedgerAnswer;
import dev.florin.escrow.wallet.WalletClient;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Makes red packets: the row first, then the money is set aside, then the shares are cut and it opens. */
@Singleton
public class FundingService {
    private static final Logger LOG = Logger.getLogger(FundingService.class);

    private final RedPacketStore packets;
    private final WalletClient wallet;
    private final IdempotencyService idempotency;
    private final StoryService stories;
    private final RelayJob relay;
    private final RedPacketConfig config;
    private final UnsettledConfig unsettled;
    private final Clock clock;
    private final ShareSplitter splitter = new ShareSplitter(new SecureRandom());

    FundingService(
            RedPacketStore packets,
            WalletClient wallet,
            IdempotencyService idempotency,
            StoryService stories,
            RelayJob relay,
            RedPacketConfig config,
            UnsettledConfig unsettled,
            Clock clock) {
        this.packets = packets;
        this.wallet = wallet;
        this.idempotency = idempotency;
        this.stories = stories;
        this.relay = relay;
        this.config = config;
        this.unsettled = unsettled;
        this.clock = clock;
    }

    /**
     * Makes a red packet, once per key.
     *
     * @throws FlorinException the ledger's refusal, which is final for this key;
     *     {@link ProblemType#LEDGER_UNAVAILABLE}: the job goes on with it
     */
    public Answer<RedPacketView> create(String sender, @Nullable String key, RedPacketRequest request, String trace) {
        return idempotency.once(sender, key, id -> {
            UUID fingerprint = Ids.derived("red_packet", request.toString());
            boolean isNew = packets.fingerprint(id).isEmpty() && keep(id, sender, request, fingerprint, trace);
            if (!packets.fingerprint(id).orElseThrow(IdempotencyService::reused).equals(fingerprint)) {
                throw IdempotencyService.reused();
            }
            RedPacket packet = settled(packet(id));
            if (packet.refusal() != null) {
                throw refusal(packet.refusal(), packet.trace(), !isNew);
            }
            return new Answer<>(RedPacketView.made(packet), !isNew);
        });
    }

    private boolean keep(UUID id, String sender, RedPacketRequest request, UUID fingerprint, String trace) {
        Instant now = now();
        return packets.create(request.packet(id, sender, config, now, trace), fingerprint, now.plus(config.lease()));
    }

    /**
     * A packet that has its money, or is refused.
     *
     * @throws FlorinException {@link ProblemType#LEDGER_UNAVAILABLE}
     */
    RedPacket settled(RedPacket packet) {
        if (packet.state() != RedPacket.State.FUNDING) {
            return packet;
        }
        switch (wallet.apply(List.of(packet.reserve()), packet.trace())) {
            case LedgerAnswer.Done _ -> open(packet.id());
            case LedgerAnswer.Refused refused -> {
                packets.refuse(packet.id(), refused.reason());
                LOG.infof(
                        "Red packet refused: Id=%s, %s",
                        packet.id(), refused.reason().code());
            }
            case LedgerAnswer.Unknown unknown -> {
                packets.note(packet.id(), unknown.why());
                throw unknown.asException();
            }
        }
        return packet(packet.id());
    }

    private void open(UUID id) {
        packets.inTransaction(transaction -> {
            RedPacket packet = packets.lock(transaction, id).orElseThrow(FundingService::notFound);
            // Somebody else may have opened it meanwhile; its shares are cut once.
            if (packet.state() == RedPacket.State.FUNDING) {
                List<BigInteger> shares =
                        splitter.cut(packet.mode(), packet.total().minor(), packet.packetCount());
                packets.open(transaction, id, shares);
                stories.tell(transaction, RedPacketStories.created(packet, now()));
            }
            return packet;
        });
        relay.wake();
    }

    /** Finishes what a crash has left behind; one that cannot be finished now does not stop the others. */
    int settleLeftBehind() {
        Instant now = now();
        List<TakenRow> left = packets.takeLeftBehind(now, now.plus(config.lease()), config.batch());
        for (TakenRow taken : left) {
            try {
                settled(packet(taken.id()));
            } catch (FlorinException | DatabaseException e) {
                LOG.warnf("Red packet %s waits for its money: %s", taken.id(), e.getMessage());
                postpone(taken, e);
            }
        }
        return left.size();
    }

    /** Each time in vain makes the wait longer; the lease holds if not even this can be written. */
    private void postpone(TakenRow taken, RuntimeException problem) {
        try {
            if (problem instanceof DatabaseException) {
                packets.note(taken.id(), problem.toString());
            }
            packets.postpone(taken.id(), now().plus(taken.nextWait(unsettled)));
        } catch (DatabaseException e) {
            LOG.warnf("Red packet %s waits for its lease: %s", taken.id(), e.getMessage());
        }
    }

    /** What the ledger refused; a repeat gets the same, with the trace of the request that was refused first. */
    static FlorinException refusal(ProblemType reason, @Nullable String trace, boolean replayed) {
        FlorinException refusal = new FlorinException(reason, reason.title() + ".");
        return replayed && trace != null
                ? refusal.asReplayOf(TraceParent.continued(trace).traceId())
                : refusal;
    }

    private RedPacket packet(UUID id) {
        return packets.packet(id).orElseThrow(FundingService::notFound);
    }

    static FlorinException notFound() {
        return new FlorinException(ProblemType.NOT_FOUND, "There is no such red packet for you.");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
