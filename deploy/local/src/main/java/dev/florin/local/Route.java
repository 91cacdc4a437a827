package dev.florin.local;

import dev.florin.local.Gateway.Backend;
import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Queue;

/** Where one caller's request may go: the instances not yet tried, and the address there. */
final class Route {
    private final Backends backends;
    private final Service service;
    private final Queue<Backend> untried = new ArrayDeque<>();
    private final String uri;

    /** @param uri path and query as the service shall see them */
    Route(Backends backends, Service service, String uri) {
        this.backends = backends;
        this.service = service;
        this.uri = uri;
        untried.addAll(backends.inTurn(service));
    }

    String uri() {
        return uri;
    }

    boolean isExhausted() {
        return untried.isEmpty();
    }

    /**
     * A request to the first untried instance that can be reached. Those that could not have seen nothing of it, so
     * even what must not be done twice may go on to the next. Who asks again after all were tried begins anew.
     *
     * @throws java.util.NoSuchElementException if the service has no instance
     */
    Future<HttpClientRequest> request(HttpClient client, HttpMethod method) {
        if (isExhausted()) {
            untried.addAll(backends.inTurn(service));
        }
        Backend next = untried.remove();
        RequestOptions target = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(next.port(), next.host()))
                .setMethod(method)
                .setURI(uri);
        return client.request(target).recover(failure -> {
            if (GatewayProblem.of(failure) == GatewayProblem.UNAVAILABLE) {
                backends.stepBack(next);
                if (!isExhausted()) {
                    return request(client, method);
                }
            }
            return Future.failedFuture(failure);
        });
    }
}
