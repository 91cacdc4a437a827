package dev.florin.notification.socket;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.florin.common.json.Json;
import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.Problem;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.security.Caller;
import dev.florin.common.security.TokenVerifier;
import dev.florin.common.trace.TraceFilter;
import dev.florin.notification.feed.CloseCode;
import dev.florin.notification.feed.Desk;
import dev.florin.notification.feed.Dialect;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Frame;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.virtual.threads.VirtualThreads;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Turns a request into a connection, or refuses it.
 *
 * <p>A refusal is an HTTP answer (problem+json), with one exception: a page in a browser cannot see the status of a
 * failed handshake and would try again for ever. So where an {@code Origin} says that it is a browser, a bad token is
 * let through the handshake and told by the close codes 3500 or 3501.
 */
@Singleton
public class UpgradeService {
    private static final Logger LOG = Logger.getLogger(UpgradeService.class);
    private static final String RETRY_AFTER_S = "2";
    private static final int BAD_TOKEN_COST = 20;
    private static final int REMEMBERED = 100_000;
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(2);

    private final Feed feed;
    private final TakeoverService takeover;
    private final TokenVerifier verifier;
    private final TicketService tickets;
    private final SocketConfig config;
    private final Clock clock;
    private final ExecutorService virtualThreads;
    private final Origins origins;
    private final Cache<String, RateLimit> attempts = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterAccess(REMEMBERED_FOR)
            .build();
    private volatile boolean closed;

    UpgradeService(
            Feed feed,
            TakeoverService takeover,
            TokenVerifier verifier,
            TicketService tickets,
            SocketConfig config,
            Clock clock,
            @VirtualThreads ExecutorService virtualThreads) {
        this.feed = feed;
        this.takeover = takeover;
        this.verifier = verifier;
        this.tickets = tickets;
        this.config = config;
        this.clock = clock;
        this.virtualThreads = virtualThreads;
        this.origins = new Origins(config.allowedOrigins());
    }

    /** Lets nobody in any more. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** As below, for a dialect without commands of its own. */
    public void open(RoutingContext context, Dialect dialect, @Nullable String pathToken, FeedSession.Wish wish) {
        open(context, dialect, Desk.NONE, pathToken, wish);
    }

    /**
     * Serves a route, on its event loop.
     *
     * @param desk serves the connection
     * @param pathToken the token in the path, where a dialect has it there
     * @param wish what the client asked for in its query
     */
    public void open(
            RoutingContext context, Dialect dialect, Desk desk, @Nullable String pathToken, FeedSession.Wish wish) {
        HttpServerRequest request = context.request();
        try {
            Attempt attempt = admit(request, dialect, desk, pathToken, wish);
            switch (attempt.credentials()) {
                case Credentials.Token(String token, boolean _) ->
                    enter(context, attempt, () -> verifier.verify(token));
                case Credentials.Ticket(String ticket) -> redeem(context, attempt, ticket);
                case Credentials.None() ->
                    enter(context, attempt, () -> {
                        throw new FlorinException(ProblemType.UNAUTHENTICATED, "Send a token or a ticket.");
                    });
            }
        } catch (FlorinException e) {
            answer(context, e);
        }
    }

    /** What an admitted attempt brought along. */
    private record Attempt(
            Dialect dialect,
            Desk desk,
            FeedSession.Wish wish,
            String acceptKey,
            Credentials credentials,
            @Nullable String origin) {}

    /** Who the client is, or the reason why it is nobody. */
    @FunctionalInterface
    private interface Identity {
        Caller caller();
    }

    /** What can be said without knowing who it is. */
    private Attempt admit(
            HttpServerRequest request, Dialect dialect, Desk desk, @Nullable String pathToken, FeedSession.Wish wish) {
        if (closed) {
            throw new FlorinException(ProblemType.TOO_BUSY, "This node is going away; try again.");
        }
        charge(request, 1);
        String acceptKey = Handshake.accept(
                request.getHeader(HttpHeaders.UPGRADE),
                request.getHeader(HttpHeaders.CONNECTION),
                request.getHeader("Sec-WebSocket-Version"),
                request.getHeader("Sec-WebSocket-Key"));
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (!origins.allows(
                origin, request.authority() == null ? null : request.authority().host())) {
            throw new FlorinException(ProblemType.FORBIDDEN, "Pages of this origin may not connect.");
        }
        Credentials credentials = Credentials.of(
                pathToken,
                request.getParam("token"),
                request.getParam("ticket"),
                request.getHeader(HttpHeaders.AUTHORIZATION),
                request.getHeader("Sec-WebSocket-Protocol"));
        return new Attempt(dialect, desk, wish, acceptKey, credentials, origin);
    }

    private void redeem(RoutingContext context, Attempt attempt, String ticket) {
        Context loop = Objects.requireNonNull(Vertx.currentContext());
        virtualThreads.execute(() -> {
            Identity identity = redeemed(ticket);
            loop.runOnContext(_ -> enter(context, attempt, identity));
        });
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

    private void enter(RoutingContext context, Attempt attempt, Identity identity) {
        try {
            Caller caller = identity.caller();
            if (!caller.roles().contains(Caller.USER)) {
                throw new FlorinException(ProblemType.FORBIDDEN, "Sockets are for users.");
            }
            if (!feed.reserve()) {
                throw new FlorinException(ProblemType.TOO_BUSY, "This node has all the connections it can take.");
            }
            upgrade(context, attempt, caller);
        } catch (FlorinException e) {
            refuse(context, attempt, e);
        }
    }

    private void refuse(RoutingContext context, Attempt attempt, FlorinException e) {
        boolean identityIsBad = e.type().status() == 401 || e.type() == ProblemType.FORBIDDEN;
        if (identityIsBad) {
            try {
                charge(context.request(), BAD_TOKEN_COST);
            } catch (FlorinException tooMany) {
                answer(context, tooMany);
                return;
            }
        }
        if (identityIsBad && attempt.origin() != null) {
            CloseCode code = e.type() == ProblemType.FORBIDDEN ? CloseCode.FORBIDDEN : CloseCode.INVALID_TOKEN;
            handshake(context, attempt)
                    .onSuccess(socket -> socket.write(Buffer.buffer(
                                    Frame.close(code.code(), e.type().code()).bytes()))
                            .onComplete(_ -> socket.close()));
        } else {
            answer(context, e);
        }
    }

    private void charge(HttpServerRequest request, int attemptsMade) {
        RateLimit limit = attempts.get(
                String.valueOf(address(request)),
                _ -> new RateLimit(config.attemptsPerSecond(), config.attemptBurst()));
        if (!limit.take(attemptsMade, clock.millis())) {
            throw new FlorinException(ProblemType.RATE_LIMITED, "Too many attempts to connect from this address.");
        }
    }

    private static @Nullable String address(HttpServerRequest request) {
        return request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
    }

    private void upgrade(RoutingContext context, Attempt attempt, Caller caller) {
        String address = address(context.request());
        handshake(context, attempt)
                .onSuccess(socket -> takeover.connect(
                        (NetSocketInternal) socket, attempt.dialect(), attempt.desk(), caller, attempt.wish(), address))
                .onFailure(_ -> feed.release());
    }

    private static Future<NetSocket> handshake(RoutingContext context, Attempt attempt) {
        var answer = context.response()
                .putHeader(HttpHeaders.UPGRADE, "websocket")
                .putHeader(HttpHeaders.CONNECTION, "Upgrade")
                .putHeader("Sec-WebSocket-Accept", attempt.acceptKey());
        if (attempt.credentials().fromSubprotocol()) {
            answer.putHeader("Sec-WebSocket-Protocol", Credentials.CARRIER);
        }
        return context.request().toNetSocket();
    }

    /** The route's pattern stands for the path, which may hold a token. */
    private static void answer(RoutingContext context, FlorinException e) {
        String traceId = TraceFilter.of(context).traceId();
        Problem problem = Problem.of(e, pattern(context), traceId);
        var response = context.response()
                .setStatusCode(e.type().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (e.type().retryable()) {
            response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_S);
        }
        if (e.type().status() == HttpResponseStatus.UNAUTHORIZED.code()) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        try {
            response.end(Json.mapper().writeValueAsString(problem));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static @Nullable String pattern(RoutingContext context) {
        Route route = context.currentRoute();
        return route == null ? null : route.getPath();
    }
}
