package dev.florin.local;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.net.NetSocket;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Passes an upgrade on and, once the service has agreed, every byte in both directions: frames, close codes and
 * extensions are between the two ends. Unlike the proxy library's own way, a slow reader slows the writer down instead
 * of filling our memory, and a refused upgrade keeps its headers and body.
 */
final class WebSocketTunnel {
    private static final int SOCKETS_PER_SERVICE = 65_536;
    private static final int SWITCHING_PROTOCOLS = 101;
    private static final int UNAVAILABLE = 503;

    /** Of one connection, so not to be copied to another when the upgrade is refused. */
    private static final Set<String> HOP_BY_HOP =
            Set.of("connection", "keep-alive", "upgrade", "transfer-encoding", "te", "trailer");

    private final HttpClient client;

    WebSocketTunnel(Vertx vertx, HttpClientOptions options) {
        // A tunnelled connection keeps its place in the pool until it ends, so sockets have a pool of their own.
        this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(SOCKETS_PER_SERVICE));
    }

    void open(HttpServerRequest request, Route route, Map<String, String> forwarded) {
        request.pause();
        knock(request, route, forwarded);
    }

    /** An upgrade changes nothing, so one that is turned away for the moment may try the next door. */
    private void knock(HttpServerRequest request, Route route, Map<String, String> forwarded) {
        route.request(client, HttpMethod.GET)
                .compose(upgrade -> connect(upgrade, request, forwarded))
                .onSuccess(answer -> {
                    if (answer.statusCode() == SWITCHING_PROTOCOLS) {
                        join(request, answer);
                    } else if (answer.statusCode() == UNAVAILABLE && !route.isExhausted()) {
                        hangUp(answer);
                        knock(request, route, forwarded);
                    } else {
                        passRefusal(request, answer);
                    }
                })
                .onFailure(failure -> {
                    if (route.isExhausted()) {
                        request.resume();
                        GatewayRoutes.refuse(request.response(), GatewayProblem.of(failure));
                    } else {
                        knock(request, route, forwarded);
                    }
                });
    }

    private static Future<HttpClientResponse> connect(
            HttpClientRequest upgrade, HttpServerRequest request, Map<String, String> forwarded) {
        upgrade.headers().addAll(request.headers());
        GatewayRoutes.replaceForwarding(upgrade.headers(), forwarded);
        return upgrade.connect();
    }

    /** The end of a connection is no news here; whoever else is told about it would only log it. */
    private static void keepQuiet(HttpClientResponse answer) {
        answer.exceptionHandler(_ -> {});
        answer.request().exceptionHandler(_ -> {});
    }

    private static void hangUp(HttpClientResponse answer) {
        keepQuiet(answer);
        var _ = answer.request().connection().close();
    }

    private static void join(HttpServerRequest request, HttpClientResponse answer) {
        keepQuiet(answer);
        request.exceptionHandler(_ -> {});
        NetSocket service = answer.netSocket();
        service.pause();
        request.response().setStatusCode(SWITCHING_PROTOCOLS).headers().addAll(answer.headers());
        request.toNetSocket()
                .onSuccess(caller -> {
                    var _ = caller.pipeTo(service);
                    var _ = service.pipeTo(caller);
                })
                .onFailure(_ -> {
                    var _ = service.close();
                });
    }

    private static void passRefusal(HttpServerRequest request, HttpClientResponse answer) {
        request.resume();
        HttpServerResponse response = request.response().setStatusCode(answer.statusCode());
        answer.headers().forEach((name, value) -> {
            if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                response.headers().add(name, value);
            }
        });
        if (!response.headers().contains("content-length")) {
            response.setChunked(true);
        }
        var _ = answer.pipeTo(response);
    }
}
