package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.spi.CDI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What clients see of a node that goes away. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@TestProfile(DrainQuarkusTest.OfItsOwn.class)
@Tag("slow")
class DrainQuarkusTest {
    private static final int CLIENTS = 160;
    /** The least that goes at once, however few there are. */
    private static final int BATCH = 50;

    private final Service service = Service.underTest();

    /** A service of its own: after this test it lets nobody in. Between two batches there are two seconds. */
    public static final class OfItsOwn implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("florin.socket.drain-time", "PT200S");
        }
    }

    @Test
    void sendsItsClientsAwayInBatchesAndLetsNobodyIn() throws Exception {
        Event<ShutdownDelayInitiatedEvent> shutdown =
                CDI.current().getBeanManager().getEvent().select(ShutdownDelayInitiatedEvent.class);
        List<SocketClient> clients = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            clients.add(service.balance(Some.user()));
            while (clients.size() < CLIENTS) {
                clients.add(service.notifications(Some.user()));
            }
            service.as("x").get("/q/health/ready").then().statusCode(200);
            Future<?> drained = threads.submit(() -> shutdown.fire(new ShutdownDelayInitiatedEvent()));
            Eventually.holds("the first have gone", () -> open(clients) < CLIENTS);
            long left = open(clients);
            assertTrue(left >= CLIENTS - BATCH, () -> left + " are left");
            service.as("x").get("/q/health/ready").then().statusCode(503);
            try (RawSocket late = RawSocket.connect(service.notificationsUri(TestTokens.user("x"), ""), 0)) {
                assertEquals(503, late.status());
            }
            for (SocketClient client : clients) {
                assertEquals(3001, client.closeCode());
                assertEquals("{\"reason\":\"shutdown\",\"reconnect_within_ms\":5000}", client.closeReason());
            }
            drained.get();
        } finally {
            clients.forEach(SocketClient::close);
        }
    }

    private static long open(List<SocketClient> clients) {
        return clients.stream().filter(SocketClient::isOpen).count();
    }
}
