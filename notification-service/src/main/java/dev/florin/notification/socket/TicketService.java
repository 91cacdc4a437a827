package dev.florin.notification.socket;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.security.Caller;
import dev.florin.common.security.TokenVerifier;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;

/** Sells admission to one connection, within seconds, to who has a token; so that no token has to stand in a URL. */
@Singleton
class TicketService {
    private static final int TICKET_BYTES = 32;

    private final TicketStore store;
    private final TokenVerifier verifier;
    private final SocketConfig config;
    private final Clock clock;

    TicketService(TicketStore store, TokenVerifier verifier, SocketConfig config, Clock clock) {
        this.store = store;
        this.verifier = verifier;
        this.config = config;
        this.clock = clock;
    }

    /** @param expiresIn its life in seconds */
    record Sold(String ticket, long expiresIn) {}

    /** A ticket for this caller; the connection it opens ends when the caller's token does. */
    Sold sell(Caller caller) {
        byte[] random = new byte[TICKET_BYTES];
        Random.SECURE.nextBytes(random);
        String ticket = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        store.keep(digest(ticket), caller, clock.instant().plus(config.ticketLife()));
        return new Sold(ticket, config.ticketLife().toSeconds());
    }

    /**
     * @throws FlorinException {@link ProblemType#UNAUTHENTICATED} if it was used, is too old, or was never sold;
     *     {@link ProblemType#TOKEN_REVOKED} if the token it was sold for is no longer good
     */
    Caller redeem(String ticket) {
        Caller caller = store.take(digest(ticket), clock.instant())
                .orElseThrow(() -> new FlorinException(
                        ProblemType.UNAUTHENTICATED, "The ticket was used, is too old, or was never given out."));
        verifier.requireUnrevoked(caller);
        return caller;
    }

    @Scheduled(every = "60s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void forgetExpired() {
        store.deleteExpired(clock.instant());
    }

    private static byte[] digest(String ticket) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(ticket.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Seeded when first used, and not when a native image is built. */
    private static final class Random {
        static final SecureRandom SECURE = new SecureRandom();
    }
}
