package dev.florin.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.local.Gateway.Backend;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The gateway before two instances of a service, of which one goes. */
class GatewayReplicasTest {
    private static final long WITHIN_S = 10;
    private static final int CALLS = 10;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Instance one = new Instance("one");
    private final Instance two = new Instance("two");
    private final Gateway gateway = new Gateway(new Gateway.Options(
            "127.0.0.1",
            new Ports().take("the gateway", 0),
            false,
            PathRules.STANDARD,
            Map.of(
                    Service.WALLET, List.of(one.backend(), two.backend()),
                    Service.NOTIFICATION, List.of(one.backend(), two.backend()))));

    private final class Instance {
        private final String name;
        private final HttpServer server;
        private final AtomicInteger seen = new AtomicInteger();
        private volatile boolean ready = true;
        private volatile boolean full;

        Instance(String name) {
            this.name = name;
            this.server =
                    done(vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
        }

        Backend backend() {
            return new Backend("127.0.0.1", server.actualPort());
        }

        private void answer(HttpServerRequest request) {
            switch (String.valueOf(request.path())) {
                case "/q/health/ready" ->
                    request.response().setStatusCode(ready ? 200 : 503).end();
                case "/ws/balance" -> {
                    if (full) {
                        request.response().setStatusCode(503).end();
                    } else {
                        request.toWebSocket().onSuccess(socket -> socket.writeTextMessage(name));
                    }
                }
                default -> {
                    seen.incrementAndGet();
                    request.response().end(name);
                }
            }
        }

        void vanish() {
            done(server.close());
        }
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(WITHIN_S, TimeUnit.SECONDS)
                .join();
    }

    @AfterEach
    void stop() {
        gateway.close();
        client.close();
        done(vertx.close());
    }

    private HttpResponse<String> post() {
        HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.url() + "/api/wallet/transfers"))
                .POST(BodyPublishers.ofString("{}"))
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private Set<String> whoAnswers() {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < CALLS; i++) {
            names.add(post().body());
        }
        return names;
    }

    private void awaitAnswersFrom(Set<String> expected) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        Set<String> names = whoAnswers();
        while (!names.equals(expected) && System.nanoTime() < deadline) {
            names = whoAnswers();
        }
        assertEquals(expected, names);
    }

    @Test
    void instanceThatIsNotReadyIsLeftAloneUntilItIs() {
        assertEquals(Set.of("one", "two"), whoAnswers());
        two.ready = false;
        awaitAnswersFrom(Set.of("one"));
        two.ready = true;
        awaitAnswersFrom(Set.of("one", "two"));
    }

    @Test
    void instanceThatCannotBeReachedCostsNobodyTheirRequest() {
        two.vanish();
        int before = one.seen.get();
        for (int i = 0; i < CALLS; i++) {
            assertEquals(200, post().statusCode());
        }
        assertEquals(CALLS, one.seen.get() - before);
    }

    @Test
    void whereNoneIsReadyTheyAreAskedAllTheSame() {
        one.ready = false;
        two.ready = false;
        assertEquals(200, post().statusCode());
        two.vanish();
        // A connection that was open to it may take one more request, which then breaks off.
        awaitAnswersFrom(Set.of("one"));
    }

    @Test
    void socketThatOneTurnsAwayIsTakenByTheOther() throws Exception {
        two.full = true;
        for (int i = 0; i < CALLS; i++) {
            LinkedBlockingQueue<String> heard = new LinkedBlockingQueue<>();
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(
                            URI.create(gateway.url().replaceFirst("http", "ws") + "/ws/balance"),
                            new WebSocket.Listener() {
                                @Override
                                public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                                    heard.add(text.toString());
                                    return WebSocket.Listener.super.onText(from, text, last);
                                }
                            })
                    .join();
            assertEquals("one", heard.poll(WITHIN_S, TimeUnit.SECONDS));
            socket.abort();
        }
    }
}
