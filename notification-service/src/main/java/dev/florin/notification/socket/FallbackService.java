package dev.florin.notification.socket;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.problem.Quota;
import dev.florin.common.security.Caller;
import dev.florin.notification.feed.CloseCode;
import dev.florin.notification.feed.Dialect;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Subscriber;
import dev.florin.notification.feed.Wire;
import io.netty.channel.EventLoop;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.ContextInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Connections for clients that cannot have a socket: an answer that does not end (Server-Sent Events), and an answer
 * that waits (long poll). Both hang on the feed like any socket, count as connections, end with the token and when the
 * node goes away, and hold neither a thread nor a connection to the database while nothing happens.
 */
@Singleton
public class FallbackService {
    private final Feed feed;
    private final AdmissionService admission;
    private final SocketConfig config;

    FallbackService(Feed feed, AdmissionService admission, SocketConfig config) {
        this.feed = feed;
        this.admission = admission;
        this.config = config;
    }

    /** Serves {@code text/event-stream}, on the request's event loop. */
    public void stream(RoutingContext context, Dialect dialect, FeedSession.Wish wish) {
        enter(context, caller -> {
            context.response()
                    .setChunked(true)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    // Proxies that gather what they pass on would hold events back.
                    .putHeader("X-Accel-Buffering", "no");
            EventStreamSocket wire = new EventStreamSocket(context.response());
            wire.begin(open(context, caller, dialect, wire, wish));
        });
    }

    /**
     * Answers as soon as there is something to tell, or after {@code wait}, on the request's event loop.
     *
     * @param wait not longer than {@link SocketConfig#maxPollWait()}
     */
    public void poll(RoutingContext context, Dialect dialect, FeedSession.Wish wish, Duration wait) {
        if (wait.compareTo(config.maxPollWait()) > 0) {
            AdmissionService.answer(
                    context,
                    new FlorinException(
                            ProblemType.INVALID_REQUEST,
                            "wait is at most " + config.maxPollWait().toSeconds() + " seconds."));
            return;
        }
        enter(context, caller -> {
            HeldPollSocket wire = new HeldPollSocket(context, this::problem);
            wire.begin(open(context, caller, dialect, wire, wish), wait);
        });
    }

    private void enter(RoutingContext context, Consumer<Caller> then) {
        HttpServerRequest request = context.request();
        try {
            admission.admit(request);
            Credentials credentials = Credentials.of(
                    null,
                    request.getParam("token"),
                    request.getParam("ticket"),
                    request.getHeader(HttpHeaders.AUTHORIZATION),
                    null);
            admission.identify(credentials, identity -> {
                try {
                    then.accept(admission.reserve(identity));
                } catch (FlorinException e) {
                    refuse(context, e);
                }
            });
        } catch (FlorinException e) {
            AdmissionService.answer(context, e);
        }
    }

    private void refuse(RoutingContext context, FlorinException refusal) {
        try {
            if (AdmissionService.isBadIdentity(refusal)) {
                admission.chargeForBadToken(context.request());
            }
            AdmissionService.answer(context, refusal);
        } catch (FlorinException tooMany) {
            AdmissionService.answer(context, tooMany);
        }
    }

    private FeedSession open(RoutingContext context, Caller caller, Dialect dialect, Wire wire, FeedSession.Wish wish) {
        EventLoop loop = ((ContextInternal) context.vertx().getOrCreateContext()).nettyEventLoop();
        Subscriber subscriber = Subscriber.of(caller, config.tokenGrace(), AdmissionService.address(context.request()));
        FeedSession session = feed.open(subscriber, dialect, wire, loop, wish);
        context.response().closeHandler(_ -> session.closed());
        context.response().exceptionHandler(_ -> session.closed());
        if (context.response().closed()) {
            // It broke before we were there to hear of it.
            session.closed();
        }
        return session;
    }

    /** What an HTTP client is told instead of a close code. */
    private FlorinException problem(CloseCode code) {
        return switch (code) {
            case TOKEN_EXPIRED, INVALID_TOKEN ->
                new FlorinException(ProblemType.TOKEN_EXPIRED, "The token has expired; get a new one.");
            case FORBIDDEN -> new FlorinException(ProblemType.FORBIDDEN, "The connection was closed.");
            case CONNECTION_LIMIT ->
                FlorinException.rateLimited(
                        new Quota(config.maxConnectionsPerUser(), AdmissionService.RETRY_AFTER),
                        "The user has opened too many connections.");
            default -> new FlorinException(ProblemType.TOO_BUSY, "The connection was closed; try again.");
        };
    }
}
