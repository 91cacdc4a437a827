package dev.florin.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that come back, against a server that greets each with the seq that it asked for, or with 7. */
class ReturnsTest {
    private static final int WITHIN_S = 30;

    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private final Generator generator = new Generator();
    private final ServerSocket server = listening();

    private static ServerSocket listening() {
        try {
            return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void listen() {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    Thread.ofVirtual().start(() -> serve(socket));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        generator.close();
        server.close();
    }

    private void serve(Socket socket) {
        try (socket;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
            String path = in.readLine().split(" ", -1)[1];
            while (!in.readLine().isEmpty()) {
                // The rest of the head.
            }
            asked.add(path);
            int since = path.indexOf("?since=");
            if (since >= 0 && refusals.getAndDecrement() > 0) {
                say(socket, "HTTP/1.1 503 Service Unavailable\r\n\r\n");
                return;
            }
            long seq = since < 0 ? 7 : Long.parseLong(path.substring(since + "?since=".length()));
            say(socket, "HTTP/1.1 101 Switching Protocols\r\n\r\n");
            say(socket, frame("{\"type\":\"connected\",\"data\":{},\"seq\":" + seq + "}"));
            while (in.read() >= 0) {
                // Until the client goes.
            }
        } catch (IOException e) {
            // The client has gone.
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static String frame(String text) {
        return "\u0081" + (char) text.length() + text;
    }

    private static final SocketClient.Listener NOBODY = new SocketClient.Listener() {
        @Override
        public void text(SocketClient socket, ByteBuf bytes, int start, int length) {}

        @Override
        public void closed(SocketClient socket, String why) {}
    };

    private Returns.Outcome dropThree() {
        Returns returns = new Returns(generator, 3, index -> "/" + index, NOBODY);
        Fleet fleet = Fleet.open(generator, _ -> server.getLocalPort(), 3, index -> "/" + index, returns);
        Returns.Outcome outcome = returns.after(fleet::drop, server.getLocalPort(), 3, WITHIN_S);
        assertEquals(3 * 7, returns.seen());
        returns.close();
        return outcome;
    }

    @Test
    void everyoneComesBackToWhereHeLeftOff() {
        Returns.Outcome outcome = dropThree();
        assertEquals(0, outcome.missing());
        assertEquals(0, outcome.again());
        assertEquals(
                List.of("/0", "/0?since=7", "/1", "/1?since=7", "/2", "/2?since=7"),
                asked.stream().sorted().toList());
        for (long back : outcome.backNs()) {
            assertTrue(back >= outcome.brokenNs());
        }
    }

    @Test
    void whoIsNotLetInTriesAgain() {
        refusals.set(2);
        Returns.Outcome outcome = dropThree();
        assertEquals(0, outcome.missing());
        assertEquals(2, outcome.again());
        assertEquals(8, asked.size());
        assertTrue(outcome.lastS() >= 1);
    }
}
