package dev.florin.common.problem;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a server of its own, byte by byte. */
@Timeout(30)
class BodyAheadFilterTest {
    private static final int SMALL = 64 * 1024;
    private static final String CLOSED = "";

    /** What the next handler was given: the body, or that it is to be streamed. */
    private final BlockingQueue<String> passed = new LinkedBlockingQueue<>();

    private final Vertx vertx = Vertx.vertx();
    private HttpServer server;

    @BeforeEach
    void start() {
        start(Duration.ofSeconds(20));
    }

    private void start(Duration timeout) {
        Router router = Router.router(vertx);
        router.route().handler(new BodyAheadFilter(timeout)::read);
        router.route().handler(this::next);
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void next(RoutingContext request) {
        Buffer body = BodyAheadFilter.body(request);
        passed.add(body == null ? "a stream" : body.toString());
        request.response().end("done");
    }

    private Socket connected() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
        socket.getOutputStream().flush();
    }

    private static String head(String header) {
        return "POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + "\r\n\r\n";
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }

    private String passed() throws InterruptedException {
        return passed.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void aBodyIsWholeWhenTheRequestGoesOnHoweverItComes() throws IOException, InterruptedException {
        try (Socket socket = connected()) {
            send(socket, head("Content-Length: 10"));
            for (String piece : new String[] {"one", "2", "thr", "ee"}) {
                assertNull(passed.poll(20, TimeUnit.MILLISECONDS), "went on without the rest");
                send(socket, piece);
            }
            send(socket, "!");
            assertEquals("one2three!", passed());
            assertTrue(answer(socket).endsWith("done"));
        }
    }

    @Test
    void whatIsSmallIsReadAndWhatIsNotIsLeftToBeStreamed() throws IOException, InterruptedException {
        try (Socket socket = connected()) {
            send(socket, head("Content-Length: " + SMALL) + "x".repeat(SMALL));
            assertEquals("x".repeat(SMALL), passed());
        }
        try (Socket socket = connected()) {
            send(socket, head("Content-Length: " + (SMALL + 1)));
            assertEquals("a stream", passed());
        }
        try (Socket socket = connected()) {
            send(socket, head("Transfer-Encoding: chunked"));
            assertEquals("a stream", passed());
        }
        try (Socket socket = connected()) {
            send(socket, head("Accept: */*"));
            assertEquals("a stream", passed());
        }
    }

    @Test
    void whoeverWaitsToBeToldToGoOnIsNotWaitedFor() throws IOException, InterruptedException {
        try (Socket socket = connected()) {
            send(socket, head("Content-Length: 2\r\nExpect: 100-continue"));
            assertEquals("a stream", passed());
        }
    }

    @Test
    void aBodyThatBreaksOffGoesNowhere() throws IOException, InterruptedException {
        try (Socket socket = connected()) {
            send(socket, head("Content-Length: 5") + "1234");
            socket.shutdownOutput();
            assertEquals(CLOSED, answer(socket));
        }
        assertNull(passed.poll(100, TimeUnit.MILLISECONDS));
    }

    @Test
    void whoeverStopsHalfWayIsCutOff() throws IOException, InterruptedException {
        start(Duration.ofMillis(200));
        try (Socket socket = connected()) {
            send(socket, head("Content-Length: 5") + "1234");
            assertEquals(CLOSED, answer(socket));
        }
        assertNull(passed.poll(100, TimeUnit.MILLISECONDS));
    }

    @Test
    void theRequestBehindItIsTheNextOne() throws IOException, InterruptedException {
        try (Socket socket = connected()) {
            String first = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc";
            send(socket, first + head("Content-Length: 3") + "def");
            assertEquals("abc", passed());
            assertEquals("def", passed());
        }
    }
}
