package dev.florin.notification.socket;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.problem.ProblemType;
import dev.florin.common.security.Caller;
import dev.florin.notification.feed.CloseCode;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.FeedSession;
import dev.florin.notification.feed.Frame;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.impl.HttpServerConnection;
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
    private final String sessionCookie;

    UpgradeService(Feed feed, TakeoverService takeover, AdmissionService admission, SocketConfig config) {
        this.feed = feed;
        this.takeover = takeover;
        this.admission = admission;
        this.sessionCookie = config.sessionCookie();
    }

    /** Lets nobody in any more. */
    void close() {
        admission.close();
    }

    boolean isClosed() {
        return admission.isClosed();
    }

    /**
     * Serves a route, on its event loop.
     *
     * @param pathToken the token in the path, where a dialect has it there
     * @param wish what the client asked for in its query
     */
    public void open(RoutingContext context, Door door, @Nullable String pathToken, FeedSession.Wish wish) {
        try {
            admission.admit(context.request());
            Attempt attempt = attempt(context.request(), door, pathToken, wish);
            if (attempt.credentials() instanceof Credentials.Cookie) {
                admission.requireTrustedPage(context.request());
            }
            admission.identify(attempt.credentials(), identity -> enter(context, attempt, identity));
        } catch (FlorinException e) {
            AdmissionService.answer(context, e);
        }
    }

    /** What an admitted attempt brought along. */
    private record Attempt(
            Door door,
            FeedSession.Wish wish,
            String acceptKey,
            Credentials credentials,
            @Nullable String origin) {}

    private Attempt attempt(HttpServerRequest request, Door door, @Nullable String pathToken, FeedSession.Wish wish) {
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
        Cookie cookie = door.takesCookie() ? request.getCookie(sessionCookie) : null;
        return new Attempt(
                door,
                wish,
                acceptKey,
                cookie == null ? credentials : credentials.orCookie(cookie.getValue()),
                request.getHeader(HttpHeaders.ORIGIN));
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
                    .onSuccess(connection -> takeover.sendAway(
                            connection, Frame.close(code.code(), e.type().code())));
        } else {
            AdmissionService.answer(context, e);
        }
    }

    private void upgrade(RoutingContext context, Attempt attempt, Caller caller) {
        String address = AdmissionService.address(context.request());
        handshake(context, attempt)
                .onSuccess(connection -> takeover.connect(connection, attempt.door(), caller, attempt.wish(), address))
                .onFailure(_ -> feed.release());
    }

    /**
     * An answer like any other, and ended like one, so that nobody waits for it when this node is shut down; what is
     * said on the connection from then on is ours.
     */
    private static Future<HttpServerConnection> handshake(RoutingContext context, Attempt attempt) {
        var answer = context.response()
                .setStatusCode(HttpResponseStatus.SWITCHING_PROTOCOLS.code())
                .putHeader(HttpHeaders.UPGRADE, "websocket")
                .putHeader(HttpHeaders.CONNECTION, "Upgrade")
                .putHeader("Sec-WebSocket-Accept", attempt.acceptKey());
        if (attempt.credentials().fromSubprotocol()) {
            answer.putHeader("Sec-WebSocket-Protocol", Credentials.CARRIER);
        }
        return answer.end().map(_ -> (HttpServerConnection) context.request().connection());
    }
}
