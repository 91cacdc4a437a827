package dev.florin.local;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.httpproxy.Body;
import io.vertx.httpproxy.HttpProxy;
import io.vertx.httpproxy.ProxyContext;
import io.vertx.httpproxy.ProxyInterceptor;
import io.vertx.httpproxy.ProxyOptions;
import io.vertx.httpproxy.ProxyRequest;
import io.vertx.httpproxy.ProxyResponse;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Decides for the requests of one event loop where each goes, and what the caller hears if that is nowhere. */
final class GatewayRoutes implements Handler<HttpServerRequest> {
    private static final int CONNECT_MS = 2_000;
    private static final int REQUESTS_AT_ONCE = 1_024;
    private static final int IDLE_CONNECTION_S = 30;

    private final PathRules rules;
    private final Backends backends;
    private final boolean trustForwarded;
    private final HttpClient client;
    private final WebSocketTunnel tunnel;

    GatewayRoutes(Vertx vertx, PathRules rules, Backends backends, boolean trustForwarded) {
        this.rules = rules;
        this.backends = backends;
        this.trustForwarded = trustForwarded;
        HttpClientOptions http = new HttpClientOptions()
                .setConnectTimeout(CONNECT_MS)
                .setKeepAliveTimeout(IDLE_CONNECTION_S)
                .setTcpNoDelay(true);
        this.client = vertx.createHttpClient(http, new PoolOptions().setHttp1MaxSize(REQUESTS_AT_ONCE));
        this.tunnel = new WebSocketTunnel(vertx, http);
    }

    @Override
    public void handle(HttpServerRequest request) {
        String rawPath = request.path();
        if (rawPath == null || !rawPath.startsWith("/")) {
            refuse(request.response(), GatewayProblem.NOT_FOUND);
            return;
        }
        String path = PathRules.canonical(rawPath);
        Optional<Service> service = rules.route(path);
        if (service.isEmpty()) {
            refuse(request.response(), GatewayProblem.NOT_FOUND);
            return;
        }
        String uri = request.query() == null ? path : path + "?" + request.query();
        Route route = new Route(backends, service.get(), uri);
        if (route.isExhausted()) {
            refuse(request.response(), GatewayProblem.UNAVAILABLE);
        } else if (isWebSocket(request)) {
            tunnel.open(request, route, forwarded(request));
        } else {
            proxyTo(route, forwarded(request)).handle(request);
        }
    }

    /** A proxy is a light object, and made for one request it can simply know the request's target. */
    private HttpProxy proxyTo(Route route, Map<String, String> forwarded) {
        return HttpProxy.reverseProxy(new ProxyOptions().setSupportWebSocket(false), client)
                .origin(context -> route.request(client, context.request().getMethod()))
                .addInterceptor(new Passage(route.uri(), forwarded));
    }

    /** What is done on the way: the forwarding headers, another try of what only reads, and an answer if none comes. */
    private record Passage(String uri, Map<String, String> forwarded) implements ProxyInterceptor {
        @Override
        public Future<ProxyResponse> handleProxyRequest(ProxyContext context) {
            ProxyRequest request = context.request();
            request.setURI(uri);
            replaceForwarding(request.headers(), forwarded);
            return context.sendRequest()
                    .recover(failure ->
                            mayBeAskedAgain(request, failure) ? askAgain(context) : Future.failedFuture(failure))
                    .recover(failure -> Future.succeededFuture(answer(request, failure)));
        }

        /**
         * What only reads, and was cut off before there was an answer: RFC 9110, 9.2.2 leaves that to proxies. Not if
         * it was the caller who has gone: nobody would hear the answer, and a poll would be told what nobody gets.
         */
        private static boolean mayBeAskedAgain(ProxyRequest request, Throwable failure) {
            HttpMethod method = request.getMethod();
            return GatewayProblem.of(failure) == GatewayProblem.BAD_GATEWAY
                    && !request.proxiedRequest().response().closed()
                    && (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD));
        }

        private static Future<ProxyResponse> askAgain(ProxyContext context) {
            // What the caller sent with it, which should be nothing, has been read already.
            context.request().setBody(Body.body(Buffer.buffer()));
            return context.sendRequest();
        }

        private static ProxyResponse answer(ProxyRequest request, Throwable failure) {
            GatewayProblem problem = GatewayProblem.of(failure);
            ProxyResponse response = request.release()
                    .response()
                    .setStatusCode(problem.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, GatewayProblem.MEDIA_TYPE);
            if (problem.mayBeRepeated()) {
                response.putHeader("Retry-After", GatewayProblem.RETRY_AFTER_S);
            }
            return response.setBody(Body.body(problem.body()));
        }
    }

    static void replaceForwarding(MultiMap headers, Map<String, String> forwarded) {
        headers.names().stream().filter(ForwardedHeaders::isForwarding).toList().forEach(headers::remove);
        forwarded.forEach(headers::set);
    }

    static void refuse(HttpServerResponse response, GatewayProblem problem) {
        response.setStatusCode(problem.status()).putHeader(HttpHeaders.CONTENT_TYPE, GatewayProblem.MEDIA_TYPE);
        if (problem.mayBeRepeated()) {
            response.putHeader("Retry-After", GatewayProblem.RETRY_AFTER_S);
        }
        var _ = response.end(problem.body());
    }

    private static boolean isWebSocket(HttpServerRequest request) {
        String connection = request.getHeader(HttpHeaders.CONNECTION);
        return "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE))
                && connection != null
                && connection.toLowerCase(Locale.ROOT).contains("upgrade");
    }

    private Map<String, String> forwarded(HttpServerRequest request) {
        Map<String, String> received = new HashMap<>();
        MultiMap headers = request.headers();
        headers.names().stream()
                .filter(ForwardedHeaders::isForwarding)
                .forEach(name -> received.put(name.toLowerCase(Locale.ROOT), String.join(", ", headers.getAll(name))));
        String host = request.getHeader(HttpHeaders.HOST);
        return ForwardedHeaders.of(
                received,
                request.remoteAddress().hostAddress(),
                request.isSSL() ? "https" : "http",
                host == null ? "" : host,
                trustForwarded);
    }
}
