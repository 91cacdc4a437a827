package dev.florin.notification.socket;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.security.Caller;
import dev.florin.notification.feed.CloseCode;
import dev.florin.notification.feed.Desk;
import dev.florin.notification.feed.Dialect;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Frame;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.impl.NetSocketInternal;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
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
    private final Feed feed;
    private final TakeoverService takeover;
    private final AdmissionService admission;

    UpgradeService(Feed feed, TakeoverService takeover, AdmissionService admission) {
        this.feed = feed;
        this.takeover = takeover;
        this.admission = admission;
    }

    /** Lets nobody in any more. */
    void close() {
        admission.close();
    }

    boolean isClosed() {
        return admission.isClosed();
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
        try {
            admission.admit(context.request());
            Attempt attempt = attempt(context.request(), dialect, desk, pathToken, wish);
            admission.identify(attempt.credentials(), identity -> enter(context, attempt, identity));
        } catch (FlorinException e) {
            AdmissionService.answer(context, e);
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

    private static Attempt attempt(
            HttpServerRequest request, Dialect dialect, Desk desk, @Nullable String pathToken, FeedSession.Wish wish) {
        String acceptKey = Handshake.accept(
                request.getHeader(HttpHeaders.UPGRADE),
                request.getHeader(HttpHeaders.CONNECTION),
                request.getHeader("Sec-WebSocket-Version"),
                request.getHeader("Sec-WebSocket-Key"));
        Credentials credentials = Credentials.of(
                pathToken,
                request.getParam("token"),
                request.getParam("ticket"),
                request.getHeader(HttpHeaders.AUTHORIZATION),
                request.getHeader("Sec-WebSocket-Protocol"));
        return new Attempt(dialect, desk, wish, acceptKey, credentials, request.getHeader(HttpHeaders.ORIGIN));
    }

    private void enter(RoutingContext context, Attempt attempt, AdmissionService.Identity identity) {
        try {
            upgrade(context, attempt, admission.reserve(identity));
        } catch (FlorinException e) {
            refuse(context, attempt, e);
        }
    }

    private void refuse(RoutingContext context, Attempt attempt, FlorinException e) {
        boolean identityIsBad = AdmissionService.isBadIdentity(e);
        if (identityIsBad) {
            try {
                admission.chargeForBadToken(context.request());
            } catch (FlorinException tooMany) {
                AdmissionService.answer(context, tooMany);
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
            AdmissionService.answer(context, e);
        }
    }

    private void upgrade(RoutingContext context, Attempt attempt, Caller caller) {
        String address = AdmissionService.address(context.request());
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
}
