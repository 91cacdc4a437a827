package dev.florin.notification.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.florin.common.json.Json;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Quota;
import dev.florin.common.security.Caller;
import dev.florin.common.security.TokenVerifier;
import dev.florin.common.trace.TraceFilter;
import dev.florin.notification.feed.Feed;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Who may have a connection, of whatever kind: the rules that come before any protocol. */
@Singleton
class AdmissionService {
    private static final Logger LOG = Logger.getLogger(AdmissionService.class);
    /** When to come back to what may be over any moment, and nobody knows when. */
    static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private static final int BAD_TOKEN_COST = 20;

    private final Feed feed;
    private final TokenVerifier verifier;
    private final TicketService tickets;
    private final RateService rates;
    private final SocketConfig config;
    private final Clock clock;
    private final ExecutorService virtualThreads;
    private final Origins origins;
    private volatile boolean closed;

    AdmissionService(
            Feed feed,
            TokenVerifier verifier,
            TicketService tickets,
            RateService rates,
            SocketConfig config,
            Clock clock,
            @VirtualThreads ExecutorService virtualThreads) {
        this.feed = feed;
        this.verifier = verifier;
        this.tickets = tickets;
        this.rates = rates;
        this.config = config;
        this.clock = clock;
        this.virtualThreads = virtualThreads;
        this.origins = new Origins(config.allowedOrigins());
    }

    /** Who the client is, or the reason why it is nobody. */
    @FunctionalInterface
    interface Identity {
        Caller caller();
    }

    /** Lets nobody in any more. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** @throws FlorinException what can be said without knowing who it is */
    void admit(HttpServerRequest request) {
        if (closed) {
            throw new FlorinException(ProblemType.TOO_BUSY, "This node is going away; try again.");
        }
        charge(request, 1);
        if (!origins.allows(request.getHeader(HttpHeaders.ORIGIN), host(request))) {
            throw new FlorinException(ProblemType.FORBIDDEN, "Pages of this origin may not connect.");
        }
    }

    /** @throws FlorinException {@link ProblemType#FORBIDDEN} if it is not known for sure whose page sends a cookie */
    void requireTrustedPage(HttpServerRequest request) {
        if (!origins.trusts(request.getHeader(HttpHeaders.ORIGIN), host(request))) {
            throw new FlorinException(
                    ProblemType.FORBIDDEN, "Only pages of an allowed origin may connect with a cookie.");
        }
    }

    private static @Nullable String host(HttpServerRequest request) {
        return request.authority() == null ? null : request.authority().host();
    }

    /** Finds out who it is and goes on, on the same event loop. */
    void identify(Credentials credentials, Consumer<Identity> then) {
        switch (credentials) {
            case Credentials.Token(String token, boolean _) -> then.accept(() -> verifier.verify(token));
            case Credentials.Cookie(String token) -> then.accept(() -> verifier.verify(token));
            case Credentials.Ticket(String ticket) -> {
                Context loop = Objects.requireNonNull(Vertx.currentContext());
                virtualThreads.execute(() -> {
                    Identity identity = redeemed(ticket);
                    loop.runOnContext(_ -> then.accept(identity));
                });
            }
            case Credentials.None() ->
                then.accept(() -> {
                    throw new FlorinException(ProblemType.UNAUTHENTICATED, "Send a token or a ticket.");
                });
        }
    }

    private Identity redeemed(String ticket) {
        try {
            Caller caller = tickets.redeem(ticket);
            return () -> caller;
        } catch (FlorinException e) {
            return () -> {
                throw e;
            };
        } catch (RuntimeException e) {
            LOG.warnf("A ticket could not be redeemed: %s", e.getMessage());
            return () -> {
                throw new FlorinException(ProblemType.TOO_BUSY, "Tickets cannot be redeemed at the moment.");
            };
        }
    }

    /**
     * Takes a place for a user, to be used or {@linkplain Feed#release released}.
     *
     * @throws FlorinException what was wrong with the identity, {@link ProblemType#FORBIDDEN}, or
     *     {@link ProblemType#TOO_BUSY}
     */
    Caller reserve(Identity identity) {
        Caller caller = identity.caller();
        if (!caller.roles().contains(Caller.USER)) {
            throw new FlorinException(ProblemType.FORBIDDEN, "Connections are for users.");
        }
        if (!feed.reserve()) {
            throw new FlorinException(ProblemType.TOO_BUSY, "There are as many connections as may be; try again.");
        }
        return caller;
    }

    /** @throws FlorinException {@link ProblemType#RATE_LIMITED} if the address has tried bad tokens too often */
    void chargeForBadToken(HttpServerRequest request) {
        charge(request, BAD_TOKEN_COST);
    }

    private void charge(HttpServerRequest request, int attemptsMade) {
        SharedRate limit = rates.ofAddress(String.valueOf(address(request)));
        long now = clock.millis();
        if (!limit.take(attemptsMade, now)) {
            throw FlorinException.rateLimited(
                    new Quota(config.attemptBurst(), Duration.ofMillis(limit.waitMs(attemptsMade, now))),
                    "Too many attempts to connect from this address.");
        }
    }

    static boolean isBadIdentity(FlorinException e) {
        return e.type().status() == HttpResponseStatus.UNAUTHORIZED.code() || e.type() == ProblemType.FORBIDDEN;
    }

    static @Nullable String address(HttpServerRequest request) {
        return request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
    }

    /** The route's pattern stands for the path, which may hold a token. */
    static void answer(RoutingContext context, FlorinException e) {
        String traceId = TraceFilter.of(context).traceId();
        Route route = context.currentRoute();
        Problem problem = Problem.of(e, route == null ? null : route.getPath(), traceId);
        var response = context.response()
                .setStatusCode(e.type().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (e.quota().isPresent()) {
            e.quota().get().headers().forEach(response::putHeader);
        } else if (e.type().retryable()) {
            response.putHeader(HttpHeaders.RETRY_AFTER, Long.toString(RETRY_AFTER.toSeconds()));
        }
        if (e.type().status() == HttpResponseStatus.UNAUTHORIZED.code()) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        if (e.type() == ProblemType.UPGRADE_REQUIRED) {
            response.putHeader(HttpHeaders.UPGRADE, "websocket")
                    .putHeader(HttpHeaders.CONNECTION, "Upgrade")
                    .putHeader("Sec-WebSocket-Version", Handshake.VERSION);
        }
        try {
            response.end(Json.mapper().writeValueAsString(problem));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
