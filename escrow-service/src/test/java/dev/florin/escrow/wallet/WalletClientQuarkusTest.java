package dev.florin.escrow.wallet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.florin.common.api.wallet.LedgerCommand;
import dev.florin.common.security.ServiceToken;
import dev.florin.common.test.EventStub;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import dev.florin.common.trace.Traces;
import dev.florin.escrow.WalletStub;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a ledger without an answer is asked again. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@QuarkusTestResource(EventStub.class)
@QuarkusTestResource(WalletStub.class)
class WalletClientQuarkusTest {
    private static final int COMMANDS = 10;
    private static final int TRIES = 3;
    private static final Duration DELAY = Duration.ofMillis(60);

    private record Asked(String body, long nanos) {}

    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
    private final HttpServer server;

    WalletClientQuarkusTest() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }

    @BeforeEach
    void start() {
        server.createContext("/", this::isBroken);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void isBroken(HttpExchange http) throws IOException {
        asked.add(
                new Asked(new String(http.getRequestBody().readAllBytes(), StandardCharsets.UTF_8), System.nanoTime()));
        http.sendResponseHeaders(500, -1);
        http.close();
    }

    private WalletClient client() {
        Map<String, String> settings = Map.of(
                "florin.wallet.url",
                "http://localhost:" + server.getAddress().getPort(),
                "florin.wallet.retry-delay",
                DELAY.toString(),
                "florin.wallet.breaker-volume",
                String.valueOf(10 * COMMANDS * TRIES));
        WalletConfig config = new SmallRyeConfigBuilder()
                .withMapping(WalletConfig.class)
                .withSources(new PropertiesConfigSource(settings, "test", 100))
                .build()
                .getConfigMapping(WalletConfig.class);
        ServiceToken token = new ServiceToken(
                "test", "florin", () -> TestTokens.keys().services().getPrivate(), Clock.systemUTC());
        return new WalletClient(config, token, Traces.OFF);
    }

    /**
     * Many who lost the same ledger at once must not come back at once. Rests are drawn between nothing and twice the
     * delay: that none of twenty is shorter than the delay is as good as impossible. If they were not drawn, none could
     * be, on however slow a machine.
     */
    @Test
    void triesAreSpreadAndAskForTheSame() {
        WalletClient client = client();
        LongSummaryStatistics rests = new LongSummaryStatistics();
        for (int i = 0; i < COMMANDS; i++) {
            asked.clear();
            List<LedgerCommand.Step> steps =
                    List.of(LedgerCommand.Step.refunding(UUID.randomUUID(), "test", UUID.randomUUID()));
            assertInstanceOf(LedgerAnswer.Unknown.class, client.apply(steps, null));
            assertEquals(TRIES, asked.size());
            assertEquals(1, asked.stream().map(Asked::body).distinct().count(), "under the same ids");
            for (int next = 1; next < TRIES; next++) {
                rests.accept(asked.get(next).nanos() - asked.get(next - 1).nanos());
            }
        }
        assertTrue(rests.getMin() < DELAY.toNanos(), "all of them rest for the same time: " + rests);
    }
}
