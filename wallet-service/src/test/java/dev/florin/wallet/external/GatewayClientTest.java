package dev.florin.wallet.external;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.florin.common.money.Asset;
import dev.florin.common.money.Money;
import dev.florin.wallet.Some;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class GatewayClientTest {
    private static final Asset USD = Asset.of("USD");
    private static final RailTransaction WITHDRAWAL = new RailTransaction(
            Some.id(1),
            RailTransaction.Kind.WITHDRAWAL,
            "alice",
            Some.id(2),
            Money.of(new BigDecimal("1.00"), USD),
            ChainRail.NAME,
            "0x7",
            RailTransaction.State.INITIATED,
            null,
            null,
            1,
            null,
            Some.INSTANT,
            null);

    private static Rail.Handover submit(int port) {
        return new GatewayClient(
                        URI.create("http://localhost:" + port + "/"),
                        "x".repeat(32),
                        Duration.ofMillis(500),
                        Clock.systemUTC())
                .submit(WITHDRAWAL);
    }

    @Test
    void whoIsNotThereHasTakenNothing() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0)) {
            port = closed.getLocalPort();
        }
        assertEquals(Rail.Handover.NOT_TAKEN, submit(port));
    }

    /** The head of an answer, and never its end. */
    @Test
    void whoNeverEndsItsAnswerMayHaveTakenItAndHoldsUpNobody() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", http -> {
            http.sendResponseHeaders(200, 100);
            http.getResponseBody().write(1);
            http.getResponseBody().flush();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
        try {
            assertEquals(Rail.Handover.UNKNOWN, submit(server.getAddress().getPort()));
        } finally {
            over.countDown();
            server.stop(0);
        }
    }
}
