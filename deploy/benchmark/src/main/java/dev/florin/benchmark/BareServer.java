package dev.florin.benchmark;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.security.KeySource;
import dev.florin.common.security.Revocations;
import dev.florin.common.security.TokenVerifier;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * The yardstick for sockets: bare Vert.x, as one would write it first. It checks the same tokens in the same way when a
 * client connects, greets it, and sends what is posted to {@code /broadcast} to everyone. It stores nothing, orders
 * nothing and resumes nothing.
 */
final class BareServer {
    private static final String SOCKETS = "/sockets/";

    private final TokenVerifier verifier;
    private final Set<ServerWebSocket> sockets = new LinkedHashSet<>();

    private BareServer(TokenVerifier verifier) {
        this.verifier = verifier;
    }

    /** @param arguments port; public key of the users' issuer; issuer; audience */
    public static void main(String[] arguments) {
        List<KeySource.PublishedKey> keys = KeySource.publicKeys(arguments[1]);
        TokenVerifier.Party users = new TokenVerifier.Party(arguments[2], arguments[3], () -> keys);
        BareServer server =
                new BareServer(new TokenVerifier(users, users, 100_000, Revocations.NONE, Clock.systemUTC()));
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1))
                .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(Integer.parseInt(arguments[0])))
                .requestHandler(server::serve)
                .listen()
                .onSuccess(_ -> System.out.println("ready"))
                .onFailure(failure -> {
                    System.err.println(failure);
                    System.exit(1);
                });
    }

    private void serve(HttpServerRequest request) {
        String path = Objects.requireNonNullElse(request.path(), "");
        if (path.startsWith(SOCKETS)) {
            connect(request, path.substring(SOCKETS.length()));
        } else {
            broadcast(request);
        }
    }

    private void connect(HttpServerRequest request, String token) {
        try {
            verifier.verify(token);
            request.toWebSocket().onSuccess(this::greet);
        } catch (FlorinException e) {
            request.response().setStatusCode(e.type().status()).end();
        }
    }

    private void greet(ServerWebSocket socket) {
        sockets.add(socket);
        socket.closeHandler(_ -> sockets.remove(socket));
        socket.writeTextMessage("{\"type\":\"connected\"}");
    }

    private void broadcast(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            String text = body.toString();
            sockets.forEach(socket -> socket.writeTextMessage(text));
            request.response().setStatusCode(202).end();
        });
    }
}
