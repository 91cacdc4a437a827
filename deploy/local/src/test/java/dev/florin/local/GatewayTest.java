package dev.florin.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.local.Gateway.Backend;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The gateway before a small backend that tells what it was asked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayTest {
    private static final int WITHIN_S = 10;

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<String> closed = new LinkedBlockingQueue<>();
    private final AtomicInteger broken = new AtomicInteger();
    private final Gateway gateway;

    GatewayTest() throws Exception {
        HttpServer backend = vertx.createHttpServer()
                .requestHandler(this::answer)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(WITHIN_S, TimeUnit.SECONDS);
        gateway = gatewayTo(backend.actualPort());
    }

    private static Gateway gatewayTo(int backendPort) {
        Ports ports = new Ports();
        int port = ports.take("the gateway", 0);
        int silent = ports.take("nobody", 0);
        Map<Service, List<Backend>> backends = Map.of(
                Service.WALLET, List.of(new Backend("127.0.0.1", backendPort)),
                Service.NOTIFICATION, List.of(new Backend("127.0.0.1", backendPort)),
                Service.ESCROW, List.of(new Backend("127.0.0.1", silent)));
        return new Gateway(new Gateway.Options("127.0.0.1", port, false, PathRules.STANDARD, backends));
    }

    private void answer(HttpServerRequest request) {
        switch (String.valueOf(request.path())) {
            case "/ws/echo" -> echo(request);
            case "/ws/full" ->
                request.response()
                        .setStatusCode(503)
                        .putHeader("Retry-After", "7")
                        .end("{\"code\":\"too-busy\"}");
            case "/api/wallet/broken" -> {
                broken.incrementAndGet();
                request.connection().close();
            }
            case "/api/wallet/held" -> {
                broken.incrementAndGet();
                request.connection().closeHandler(_ -> closed.add("given up"));
                closed.add("held");
            }
            case "/api/wallet/broken-once" -> {
                if (broken.getAndIncrement() == 0) {
                    request.connection().close();
                } else {
                    request.response().end("whole");
                }
            }
            case "/api/wallet/upload" ->
                request.body().onSuccess(body -> request.response().end("got " + body.length()));
            case "/api/wallet/download" -> request.response().end(Buffer.buffer(new byte[3_000_000]));
            default ->
                request.response()
                        .putHeader("X-Seen", request.method() + " " + request.uri())
                        .end(describe(request));
        }
    }

    private static String describe(HttpServerRequest request) {
        StringBuilder text = new StringBuilder();
        request.headers()
                .forEach((name, value) -> text.append(name.toLowerCase(Locale.ROOT))
                        .append(": ")
                        .append(value)
                        .append('\n'));
        return text.toString();
    }

    private void echo(HttpServerRequest request) {
        request.toWebSocket().onSuccess(socket -> {
            socket.writeTextMessage("for " + request.getHeader("X-Forwarded-For") + " " + request.query());
            socket.textMessageHandler(text -> {
                if (text.equals("leave")) {
                    socket.close((short) 3001, "drain");
                } else {
                    socket.writeTextMessage(text);
                }
            });
            socket.closeHandler(_ -> closed.add("closed with " + socket.closeStatusCode()));
        });
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(WITHIN_S, TimeUnit.SECONDS);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(gateway.url() + path));
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        return client.send((headers.length == 0 ? request : request.headers(headers)).build(), BodyHandlers.ofString());
    }

    @Test
    void passesPathQueryAndAuthorization() throws Exception {
        HttpResponse<String> answer =
                get("/api/wallet/transfers?limit=5&cursor=a%20b", "Authorization", "Bearer x", "Idempotency-Key", "k");
        assertEquals(200, answer.statusCode());
        assertEquals(
                "GET /api/wallet/transfers?limit=5&cursor=a%20b",
                answer.headers().firstValue("X-Seen").orElseThrow());
        assertTrue(answer.body().contains("authorization: Bearer x\n"));
        assertTrue(answer.body().contains("idempotency-key: k\n"));
    }

    @Test
    void tellsWhoCalledAndBelievesNoClaims() throws Exception {
        String seen = get(
                        "/any", "X-Forwarded-For", "8.8.8.8", "X-Forwarded-Prefix", "/evil", "Forwarded", "for=8.8.8.8")
                .body();
        assertTrue(seen.contains("x-forwarded-for: 127.0.0.1\n"), seen);
        assertTrue(seen.contains("x-forwarded-proto: http\n"), seen);
        assertTrue(seen.contains("x-forwarded-host: " + gateway.url().substring("http://".length()) + "\n"), seen);
        assertTrue(!seen.contains("8.8.8.8") && !seen.contains("evil"), seen);
    }

    @Test
    void insidesAreNotFound() throws Exception {
        for (String path :
                List.of("/internal/events", "/q/metrics", "//q/metrics", "/%71/health", "/api/..;/internal/x")) {
            HttpResponse<String> answer = get(path);
            assertEquals(404, answer.statusCode(), path);
            assertEquals(
                    "application/problem+json",
                    answer.headers().firstValue("Content-Type").orElseThrow());
            assertTrue(answer.body().contains("\"code\":\"not-found\""), path);
        }
    }

    @Test
    void serviceThatIsDownIsUnavailable() throws Exception {
        HttpResponse<String> answer = get("/api/v1/escrows");
        assertEquals(503, answer.statusCode());
        assertEquals("1", answer.headers().firstValue("Retry-After").orElseThrow());
        assertEquals(
                "application/problem+json",
                answer.headers().firstValue("Content-Type").orElseThrow());
        assertTrue(answer.body().contains("\"code\":\"service-unavailable\""));
    }

    @Test
    void serviceThatIsNotRunIsUnavailable() throws Exception {
        assertEquals(503, get("/api/refunds").statusCode());
    }

    @Test
    void exchangeThatBreaksOffIsBadGatewayAndNotRepeated() throws Exception {
        broken.set(0);
        HttpResponse<String> answer = client.send(
                request("/api/wallet/broken")
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());
        assertEquals(502, answer.statusCode());
        assertTrue(answer.body().contains("\"code\":\"bad-gateway\""));
        assertEquals(1, broken.get());
    }

    @Test
    void whatOnlyReadsIsAskedOnceMore() throws Exception {
        broken.set(0);
        HttpResponse<String> answer = get("/api/wallet/broken-once");
        assertEquals(200, answer.statusCode());
        assertEquals("whole", answer.body());
        broken.set(0);
        assertEquals(502, get("/api/wallet/broken").statusCode());
        assertEquals(2, broken.get());
    }

    @Test
    void whatNobodyWaitsForAnyMoreIsNotAskedAgain() throws Exception {
        broken.set(0);
        try (Socket caller = new Socket(
                InetAddress.getLoopbackAddress(), URI.create(gateway.url()).getPort())) {
            caller.getOutputStream()
                    .write("GET /api/wallet/held HTTP/1.1\r\nHost: florin\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals("held", closed.poll(WITHIN_S, TimeUnit.SECONDS));
        }
        assertEquals("given up", closed.poll(WITHIN_S, TimeUnit.SECONDS));
        for (int i = 0; i < 20; i++) {
            assertEquals(200, get("/api/wallet/after").statusCode());
        }
        assertEquals(1, broken.get());
    }

    @Test
    void largeBodiesStreamBothWays() throws Exception {
        byte[] large = new byte[5_000_000];
        HttpResponse<String> up = client.send(
                request("/api/wallet/upload")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(large))
                        .build(),
                BodyHandlers.ofString());
        assertEquals("got 5000000", up.body());
        HttpResponse<byte[]> down = client.send(request("/api/wallet/download").build(), BodyHandlers.ofByteArray());
        assertEquals(3_000_000, down.body().length);
    }

    @Test
    void garbageIsAnsweredAndNotFatal() throws Exception {
        URI address = URI.create(gateway.url());
        for (String line :
                List.of("GET * HTTP/1.1", "OPTIONS * HTTP/1.1", "GET nothing HTTP/1.1", "GET /%%% HTTP/1.1")) {
            try (Socket socket = new Socket(address.getHost(), address.getPort())) {
                socket.setSoTimeout(WITHIN_S * 1000);
                socket.getOutputStream()
                        .write((line + "\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                InputStream answer = socket.getInputStream();
                assertTrue(new String(answer.readAllBytes(), StandardCharsets.US_ASCII).startsWith("HTTP/1.1 "), line);
            }
        }
        assertEquals(200, get("/any").statusCode());
    }

    @Test
    void socketCarriesFramesAndCloseCodesBothWays() throws Exception {
        Frames frames = new Frames();
        WebSocket socket = frames.open("/ws/echo?token=secret");
        assertEquals("for 127.0.0.1 token=secret", frames.next());
        socket.sendText("hello", true).join();
        assertEquals("hello", frames.next());
        String large = "x".repeat(60_000);
        socket.sendText(large, true).join();
        assertEquals(large, frames.next());
        socket.sendText("leave", true).join();
        assertEquals("closed 3001 drain", frames.next());

        Frames others = new Frames();
        WebSocket other = others.open("/ws/echo");
        assertNotNull(closed.poll(WITHIN_S, TimeUnit.SECONDS), "the first one is closed there too");
        other.sendClose(4000, "bye").join();
        assertEquals("closed with 4000", closed.poll(WITHIN_S, TimeUnit.SECONDS));
    }

    @Test
    void refusedUpgradeKeepsItsReason() {
        CompletionException thrown = assertThrows(CompletionException.class, () -> new Frames().open("/ws/full"));
        HttpResponse<?> answer = assertInstanceOf(WebSocketHandshakeException.class, thrown.getCause())
                .getResponse();
        assertEquals(503, answer.statusCode());
        assertEquals("7", answer.headers().firstValue("Retry-After").orElseThrow());
    }

    private final class Frames implements WebSocket.Listener {
        private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
        private final StringBuilder partial = new StringBuilder();

        WebSocket open(String path) {
            return client.newWebSocketBuilder()
                    .buildAsync(URI.create(gateway.url().replaceFirst("http", "ws") + path), this)
                    .join();
        }

        String next() throws InterruptedException {
            return String.valueOf(received.poll(WITHIN_S, TimeUnit.SECONDS));
        }

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                received.add(partial.toString());
                partial.setLength(0);
            }
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            received.add("closed " + code + " " + reason);
            return CompletableFuture.completedFuture(null);
        }
    }
}
