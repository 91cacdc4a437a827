package dev.florin.kubernetes;

import static dev.florin.local.Service.NOTIFICATION;
import static dev.florin.local.Service.REFUND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.florin.local.Service;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the contracts promise to who sets no more than has to be set: these are the values that services run on. */
class DefaultsTest {
    private static final Map<String, String> LEAST = Map.of(
            "FLORIN_SECURITY_ISSUER", "https://issuer.example.org",
            "FLORIN_SECURITY_KEYS", "/issuer.pem",
            "FLORIN_SECURITY_SERVICE_KEY", "/service.pem",
            "FLORIN_SECURITY_SERVICE_KEYS", "/services.pem");

    private static void assertDefault(Service service, String property, String value) {
        Settings settings = Settings.of(service);
        assertEquals("", settings.faultIn(LEAST));
        assertEquals(Optional.of(value), settings.valueIn(LEAST, property), property);
    }

    @Test
    void refundsAreSweptAsTheSeedSays() {
        assertDefault(REFUND, "florin.refund.process-interval", "3600s");
        assertDefault(REFUND, "florin.refund.batch-size", "100");
    }

    @Test
    void connectionsLastAndCostWhatTheContractSays() {
        assertDefault(NOTIFICATION, "florin.socket.heartbeat-interval", "30");
        assertDefault(NOTIFICATION, "florin.socket.max-connections", "20000");
        assertDefault(NOTIFICATION, "florin.socket.max-connections-per-user", "20");
        assertDefault(NOTIFICATION, "florin.socket.token-grace", "PT25S");
        assertDefault(NOTIFICATION, "florin.socket.queue-bytes", "1048576");
        assertDefault(NOTIFICATION, "florin.socket.max-message-bytes", "16384");
        assertDefault(NOTIFICATION, "florin.socket.ticket-life", "PT30S");
    }

    @Test
    void whatIsKeptIsKeptAsLongAsTheContractSays() {
        assertDefault(NOTIFICATION, "florin.inbox.retention", "P30D");
        assertDefault(NOTIFICATION, "florin.chat.shown-messages", "100");
        assertDefault(NOTIFICATION, "florin.chat.kept", "PT24H");
    }

    @Test
    void whoIsGoneIsSeenToBeGoneInTime() {
        assertDefault(NOTIFICATION, "florin.presence.grace", "PT30S");
        assertDefault(NOTIFICATION, "florin.presence.expiry", "PT5M");
    }

    @Test
    void dashboardsMoveAsOftenAsTheContractSays() {
        assertDefault(NOTIFICATION, "florin.dashboard.refresh", "PT1S");
        assertDefault(NOTIFICATION, "florin.dashboard.periodic", "PT5S");
    }

    @Test
    void operatorsWaitASecondForWhoDoesNotAnswer() {
        assertDefault(NOTIFICATION, "florin.system.timeout", "PT1S");
    }
}
