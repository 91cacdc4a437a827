package dev.florin.escrow.redpacket;

import dev.florin.common.database.DatabaseException;
import dev.florin.common.idempotency.Answer;
import dev.florin.common.idempotency.IdempotencyService;
import dev.florin.common.outbox.RelayJob;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.escrow.event.StoryService;
import dev.florin.escrow.unsettled.UnsettledConfig;
import dev.florin.escrow.wallet.LedgerAnswer;
import dev.florin.escrow.wallet.WalletClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Pays shares in three steps: the share is taken and the claim committed, the ledger is asked, the end is committed
 * with what is told. Whoever finds a claim open goes on from there, and asks the ledger the same.
 */
@Singleton
public class ClaimService {
    private static final Logger LOG = Logger.getLogger(ClaimService.class);

    private final RedPacketStore packets;
    private final ClaimStore claims;
    private final WalletClient wallet;
    private final IdempotencyService idempotency;
    private final StoryService stories;
    private final RelayJob relay;
    private final RedPacketConfig config;
    private final UnsettledConfig unsettled;
    private final Clock clock;

    ClaimService(
            RedPacketStore packets,
            ClaimStore claims,
            WalletClient wallet,
            IdempotencyService idempotency,
            StoryService stories,
            RelayJob relay,
            RedPacketConfig config,
            UnsettledConfig unsettled,
            Clock clock) {
        this.packets = packets;
        this.claims = claims;
        this.wallet = wallet;
        this.idempotency = idempotency;
        this.stories = stories;
        this.relay = relay;
        this.config = config;
        this.unsettled = unsettled;
        this.clock = clock;
    }

    /**
     * Takes a share, one per person: any other claim of the same person gets the first one's answer.
     *
     * @throws FlorinException {@link ProblemType#NOT_FOUND} for who may not know of it, what
     *     {@link RedPacket#requireClaimable} refuses, or the ledger's refusal: then the share is back, and another key
     *     may try again
     */
    public Answer<ClaimView> claim(String user, UUID packet, @Nullable String key, String trace) {
        return idempotency.once(user, key, id -> {
            ClaimStore.Found found = claims.look(id, packet, user);
            Optional<Claim> earlier = found.earlier();
            if (found.isKeyUsed() && !isOf(id, packet, earlier)) {
                throw IdempotencyService.reused();
            }
            Claim claim = settled(
                    earlier.orElseGet(() -> taken(found, packet, new ClaimStore.Wish(id, user, trace))),
                    found.packet().orElseThrow(FundingService::notFound));
            boolean replayed = earlier.isPresent() || !claim.id().equals(id);
            if (claim.refusal() != null) {
                throw FundingService.refusal(claim.refusal(), claim.trace(), replayed);
            }
            return new Answer<>(ClaimView.of(claim), replayed);
        });
    }

    private static boolean isOf(UUID id, UUID packet, Optional<Claim> claim) {
        return claim.filter(one -> one.id().equals(id) && one.packet().equals(packet))
                .isPresent();
    }

    private Claim taken(ClaimStore.Found found, UUID id, ClaimStore.Wish wish) {
        RedPacket packet =
                found.packet().filter(one -> one.isVisibleTo(wish.user())).orElseThrow(FundingService::notFound);
        // Who is too late, and of ten thousand most are, costs no lock.
        packet.requireClaimable(wish.user(), now());
        boolean hasFreeShare = found.hasFreeShare();
        for (int race = 0; race < config.races(); race++) {
            if (!hasFreeShare) {
                // The person's other device may have got the last one.
                return claims.claim(id, wish.user()).orElseThrow(RedPacket::empty);
            }
            Optional<Claim> claim = take(id, wish).or(() -> claims.claim(id, wish.user()));
            if (claim.isPresent()) {
                return claim.get();
            }
            hasFreeShare = claims.hasFreeShare(id);
        }
        throw new FlorinException(ProblemType.TOO_BUSY, "Many want a share at once; repeat the request.");
    }

    private Optional<Claim> take(UUID id, ClaimStore.Wish wish) {
        return packets.inTransaction(transaction -> {
            Instant now = now();
            RedPacket packet = packets.lockOpen(transaction, id).orElseThrow(FundingService::notFound);
            packet.requireClaimable(wish.user(), now);
            Optional<ClaimStore.Taken> taken = claims.take(transaction, packet, wish, now, now.plus(config.lease()));
            if (taken.isPresent() && !taken.get().isFirst()) {
                transaction.rollback();
                return Optional.empty();
            }
            return taken.map(share -> of(packet, share, wish, now));
        });
    }

    private static Claim of(RedPacket packet, ClaimStore.Taken share, ClaimStore.Wish wish, Instant now) {
        return new Claim(
                wish.id(),
                packet.id(),
                share.number(),
                wish.user(),
                share.amount(),
                Claim.State.PENDING,
                null,
                0,
                now,
                wish.trace());
    }

    private Claim settled(Claim claim) {
        return settled(claim, packets.packet(claim.packet()).orElseThrow(FundingService::notFound));
    }

    /**
     * A claim that has its end, whoever began it.
     *
     * @throws FlorinException {@link ProblemType#LEDGER_UNAVAILABLE}; the job goes on with it
     */
    private Claim settled(Claim claim, RedPacket packet) {
        if (claim.state() != Claim.State.PENDING) {
            return claim;
        }
        Optional<Claim> ended = switch (wallet.apply(List.of(claim.capture(packet)), claim.trace())) {
            case LedgerAnswer.Done _ -> finish(claim);
            case LedgerAnswer.Refused refused -> refuse(claim, refused.reason());
            case LedgerAnswer.Unknown unknown -> {
                claims.note(claim.id(), unknown.why());
                throw unknown.asException();
            }
        };
        return ended.or(() -> claims.claim(claim.id())).orElseThrow(FundingService::notFound);
    }

    /** @return its end; empty if somebody else was faster */
    private Optional<Claim> finish(Claim claim) {
        Instant now = now();
        Optional<Claim> done = packets.inTransaction(transaction -> {
            Optional<RedPacket> counted = packets.addClaim(transaction, claim, now);
            if (counted.isEmpty()) {
                return Optional.empty();
            }
            RedPacket after = counted.get();
            claims.finish(transaction, claim.id(), after.remaining(), now);
            stories.tell(transaction, RedPacketStories.claimed(after, claim, now));
            return Optional.of(claim.done(after.remaining()));
        });
        relay.wake();
        return done;
    }

    /** @return its end; empty if somebody else was faster */
    private Optional<Claim> refuse(Claim claim, ProblemType reason) {
        boolean refused = packets.inTransaction(transaction -> {
            boolean first = claims.lockPending(transaction, claim.id());
            if (first) {
                claims.refuse(transaction, claim, reason, now());
            }
            return first;
        });
        LOG.infof("Claim refused: Id=%s, RedPacket=%s, %s", claim.id(), claim.packet(), reason.code());
        return refused ? Optional.of(claim.refused(reason)) : Optional.empty();
    }

    /** Brings one claim to its end. @return whether there is one */
    boolean retry(UUID id) {
        return claims.claim(id).map(this::settled).isPresent();
    }

    /** Brings all claims on a packet to their end. */
    void settle(UUID packet) {
        claims.pending(packet).forEach(this::settled);
    }

    /** Finishes what a crash has left behind; one that cannot be finished now does not stop the others. */
    int settleLeftBehind() {
        Instant now = now();
        List<TakenRow> left = claims.takeLeftBehind(now, now.plus(config.lease()), config.batch());
        for (TakenRow taken : left) {
            try {
                claims.claim(taken.id()).ifPresent(this::settled);
            } catch (FlorinException | DatabaseException e) {
                LOG.warnf("Claim %s waits: %s", taken.id(), e.getMessage());
                postpone(taken, e);
            }
        }
        return left.size();
    }

    /** Each time in vain makes the wait longer; the lease holds if not even this can be written. */
    private void postpone(TakenRow taken, RuntimeException problem) {
        try {
            if (problem instanceof DatabaseException) {
                claims.note(taken.id(), problem.toString());
            }
            claims.postpone(taken.id(), now().plus(taken.nextWait(unsettled)));
        } catch (DatabaseException e) {
            LOG.warnf("Claim %s waits for its lease: %s", taken.id(), e.getMessage());
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
