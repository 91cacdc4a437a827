package dev.florin.notification.socket;

import dev.florin.common.security.Caller;
import dev.florin.common.security.Revocations;
import dev.florin.notification.feed.Broker;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Neighbours;
import dev.florin.notification.feed.NodeMessage;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Takes back every token that a user holds: from now on they are refused, at handshakes and by REST, and the sockets
 * that they opened end, on every node. The other nodes are told at once; one that cannot be told looks every second,
 * and one that starts reads all that still matters before it lets anybody in.
 */
@Singleton
public class RevocationService implements Revocations {
    private static final Logger LOG = Logger.getLogger(RevocationService.class);

    private final RevocationStore store;
    private final Feed feed;
    private final Broker broker;
    private final RevocationConfig config;
    private final Clock clock;
    private final ConcurrentHashMap<String, Revocation> byUser = new ConcurrentHashMap<>();
    private volatile Instant seenUntil = Instant.EPOCH;

    private record Revocation(Instant issuedBefore, Instant expiresAt) {
        Revocation and(Revocation other) {
            return other.issuedBefore.isAfter(issuedBefore) ? other : this;
        }
    }

    RevocationService(
            RevocationStore store,
            Feed feed,
            Broker broker,
            Neighbours neighbours,
            RevocationConfig config,
            Clock clock) {
        this.store = store;
        this.feed = feed;
        this.broker = broker;
        this.config = config;
        this.clock = clock;
        neighbours.on(
                NodeMessage.Revoked.class, revoked -> learn(revoked.userId(), revocation(revoked.issuedBefore())));
        feed.whenOpened(this::checkAgain);
    }

    /** Services answer for themselves: their tokens last a minute. */
    @Override
    public boolean cover(Caller caller) {
        Revocation revocation = byUser.get(caller.id());
        return revocation != null
                && caller.issuedAt().isBefore(revocation.issuedBefore())
                && !caller.roles().contains(Caller.SERVICE);
    }

    /**
     * Takes back what was issued to a user before now. A token says the second in which it was made and no more: one
     * made later in this very second is refused too.
     *
     * @return now
     */
    public Instant revoke(String userId, String revokedBy, String reason) {
        Instant now = clock.instant();
        Revocation revocation = revocation(now);
        store.keep(userId, now, revocation.expiresAt(), revokedBy, reason);
        learn(userId, revocation);
        broker.send(new NodeMessage.Revoked(broker.node(), userId, now));
        LOG.infof("Tokens revoked: User=%s, By=%s", userId, revokedBy);
        return now;
    }

    private Revocation revocation(Instant issuedBefore) {
        return new Revocation(issuedBefore, issuedBefore.plus(config.tokenLife()));
    }

    /** A connection whose token was checked just before it was taken back may have opened just after. */
    private void checkAgain(FeedSession session) {
        Revocation revocation = byUser.get(session.userId());
        if (revocation != null) {
            feed.revoke(session.userId(), revocation.issuedBefore());
        }
    }

    private void learn(String userId, Revocation revocation) {
        Revocation merged = byUser.merge(userId, revocation, Revocation::and);
        feed.revoke(userId, merged.issuedBefore());
    }

    void begin(@Observes StartupEvent event) {
        look();
    }

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void look() {
        for (RevocationStore.Stored stored : store.changedSince(seenUntil, config.overlap())) {
            learn(stored.userId(), new Revocation(stored.issuedBefore(), stored.expiresAt()));
            seenUntil = stored.changedAt().isAfter(seenUntil) ? stored.changedAt() : seenUntil;
        }
        Instant now = clock.instant();
        byUser.values().removeIf(revocation -> revocation.expiresAt().isBefore(now));
    }

    @Scheduled(every = "10m", delayed = "1m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void forgetExpired() {
        store.deleteExpired(clock.instant());
    }
}
