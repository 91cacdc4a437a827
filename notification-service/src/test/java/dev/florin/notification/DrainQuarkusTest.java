package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.spi.CDI;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What clients see of a node that goes away. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@TestProfile(DrainQuarkusTest.OfItsOwn.class)
@Tag("slow")
class DrainQuarkusTest {
    private final Service service = Service.underTest();

    /** A service of its own: after this test it lets nobody in. */
    public static final class OfItsOwn implements QuarkusTestProfile {}

    @Test
    void sendsItsClientsAwayAndLetsNobodyIn() {
        try (SocketClient one = service.notifications(Some.user());
                SocketClient two = service.balance(Some.user())) {
            service.as("x").get("/q/health/ready").then().statusCode(200);
            CDI.current()
                    .getBeanManager()
                    .getEvent()
                    .select(ShutdownDelayInitiatedEvent.class)
                    .fire(new ShutdownDelayInitiatedEvent());
            assertEquals(3001, one.closeCode());
            assertEquals("{\"reason\":\"shutdown\",\"reconnect_within_ms\":5000}", one.closeReason());
            assertEquals(3001, two.closeCode());
            service.as("x").get("/q/health/ready").then().statusCode(503);
            try (RawSocket late = RawSocket.connect(service.notificationsUri(TestTokens.user("x"), ""), 0)) {
                assertEquals(503, late.status());
            }
        }
    }
}
