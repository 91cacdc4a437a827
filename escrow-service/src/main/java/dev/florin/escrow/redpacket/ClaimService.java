package dev.florin.escrow.redpacket;

import dev.florin.common.database.DatabaseException;
import dev.florin.common.idempotency.Answer;
import dev.florin.common.idempotency.IdempotencyService;
import dev.florin.common.outbox.RelayJob;
import dev.florin.common.parallel.Batcher;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.escrow.event.Story;
import dev.florin.escrow.event.StoryService;
import dev.florin.escrow.unsettled.UnsettledConfig;
import dev.florin.escrow.wallet.LedgerAnswer;
import dev.florin.escrow.wallet.WalletClient;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
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
    private final Batcher<ClaimStore.Wish, Supplier<Optional<Claim>>> takes;
    private final Batcher<Claim, Optional<Claim>> ends;

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
        this.takes = new Batcher<>(this::takeAll, DatabaseException::isOutage, ClaimStore.Wish::person);
        this.ends = new Batcher<>(this::finishAll, DatabaseException::isOutage, Claim::id);
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
            ClaimStore.Wish wish = new ClaimStore.Wish(id, packet, user, trace);
            ClaimStore.Found found = claims.look(wish);
            Optional<Claim> earlier = found.earlier();
            if (found.isKeyUsed() && !isOf(id, packet, earlier)) {
                throw IdempotencyService.reused();
            }
            Claim claim = settled(
                    earlier.orElseGet(() -> taken(found, wish)), found.packet().orElseThrow(FundingService::notFound));
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

    private Claim taken(ClaimStore.Found found, ClaimStore.Wish wish) {
        RedPacket packet =
                found.packet().filter(one -> one.isVisibleTo(wish.user())).orElseThrow(FundingService::notFound);
        // Who is too late, and of ten thousand most are, costs no lock.
        packet.requireClaimable(wish.user(), now());
        boolean hasFreeShare = found.hasFreeShare();
        for (int race = 0; race < config.races(); race++) {
            if (!hasFreeShare) {
                // The person's other device may have got the last one.
                return claims.claim(wish.packet(), wish.user()).orElseThrow(RedPacket::empty);
            }
            Optional<Claim> claim = takes.call(wish).get().or(() -> claims.claim(wish.packet(), wish.user()));
            if (claim.isPresent()) {
                return claim.get();
            }
            // Somebody is just taking the last ones, and may yet stumble.
            hasFreeShare = packets.inTransaction(transaction -> claims.awaitFreeShare(transaction, wish.packet()));
        }
        throw new FlorinException(ProblemType.TOO_BUSY, "Many want a share at once; repeat the request.");
    }

    /** One answer per wish: the claim, nothing if all free shares are just being taken, or the refusal. */
    private List<Supplier<Optional<Claim>>> takeAll(List<ClaimStore.Wish> wishes) {
        Instant now = now();
        return packets.inTransaction(transaction -> {
            Map<UUID, RedPacket> open = packets.lockOpen(
                    transaction, wishes.stream().map(ClaimStore.Wish::packet).collect(Collectors.toSet()));
            List<ClaimStore.Wish> allowed = new ArrayList<>();
            Map<ClaimStore.Wish, FlorinException> refused = new HashMap<>();
            for (ClaimStore.Wish wish : wishes) {
                try {
                    Optional.ofNullable(open.get(wish.packet()))
                            .orElseThrow(FundingService::notFound)
                            .requireClaimable(wish.user(), now);
                    allowed.add(wish);
                } catch (FlorinException e) {
                    refused.put(wish, e);
                }
            }
            Map<UUID, ClaimStore.Taken> taken = allowed.isEmpty()
                    ? Map.of()
                    : claims.take(transaction, open, allowed, now, now.plus(config.lease()));
            if (!taken.values().stream().allMatch(ClaimStore.Taken::isFirst)) {
                if (allowed.size() > 1) {
                    throw new IllegalStateException("somebody has a share already: each for itself");
                }
                transaction.rollback();
                taken = Map.of();
            }
            Map<UUID, ClaimStore.Taken> shares = taken;
            return wishes.stream()
                    .<Supplier<Optional<Claim>>>map(wish -> () -> {
                        FlorinException refusal = refused.get(wish);
                        if (refusal != null) {
                            throw refusal;
                        }
                        return Optional.ofNullable(shares.get(wish.id())).map(share -> of(share, wish, now));
                    })
                    .toList();
        });
    }

    private static Claim of(ClaimStore.Taken share, ClaimStore.Wish wish, Instant now) {
        return new Claim(
                wish.id(),
                wish.packet(),
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
            case LedgerAnswer.Done _ -> ends.call(claim);
            case LedgerAnswer.Refused refused -> refuse(claim, refused.reason());
            case LedgerAnswer.Unknown unknown -> {
                claims.note(claim.id(), unknown.why());
                throw unknown.asException();
            }
        };
        return ended.or(() -> claims.claim(claim.id())).orElseThrow(FundingService::notFound);
    }

    /** @return their ends, each empty if somebody else was faster; what a packet counts, it counts once for all */
    private List<Optional<Claim>> finishAll(List<Claim> all) {
        Instant now = now();
        Map<UUID, Claim> done = packets.inTransaction(transaction -> {
            Set<UUID> pending =
                    claims.lockPending(transaction, all.stream().map(Claim::id).toList());
            Map<UUID, Claim> ended = new LinkedHashMap<>();
            if (pending.isEmpty()) {
                return ended;
            }
            Map<UUID, RedPacket> counts = packets.lockCounts(
                    transaction,
                    all.stream()
                            .filter(claim -> pending.contains(claim.id()))
                            .map(Claim::packet)
                            .collect(Collectors.toSet()));
            List<Story> told = new ArrayList<>();
            for (Claim claim : all) {
                if (pending.contains(claim.id())) {
                    RedPacket after =
                            Objects.requireNonNull(counts.get(claim.packet())).with(claim, now);
                    counts.put(claim.packet(), after);
                    ended.put(claim.id(), claim.done(after.remaining()));
                    told.add(RedPacketStories.claimed(after, claim, now));
                }
            }
            packets.count(transaction, counts.values());
            claims.finish(transaction, List.copyOf(ended.values()), now);
            stories.tell(transaction, told);
            return ended;
        });
        relay.wake();
        return all.stream()
                .map(claim -> Optional.ofNullable(done.get(claim.id())))
                .toList();
    }

    /** @return its end; empty if somebody else was faster */
    private Optional<Claim> refuse(Claim claim, ProblemType reason) {
        boolean refused = packets.inTransaction(transaction -> {
            boolean first =
                    !claims.lockPending(transaction, List.of(claim.id())).isEmpty();
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
