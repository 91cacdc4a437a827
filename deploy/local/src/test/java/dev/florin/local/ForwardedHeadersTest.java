package dev.florin.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ForwardedHeadersTest {
    private static final Map<String, String> CLAIMED =
            Map.of("x-forwarded-for", "10.0.0.1", "x-forwarded-prefix", "/evil", "forwarded", "for=10.0.0.1");

    @Test
    void strangersClaimsAreDropped() {
        assertEquals(
                Map.of("x-forwarded-for", "192.0.2.7", "x-forwarded-proto", "http", "x-forwarded-host", "florin:8080"),
                ForwardedHeaders.of(CLAIMED, "192.0.2.7", "http", "florin:8080", false));
    }

    @Test
    void trustedProxysClaimsAreContinued() {
        assertEquals(
                Map.of(
                        "x-forwarded-for",
                        "10.0.0.1, 192.0.2.7",
                        "x-forwarded-proto",
                        "http",
                        "x-forwarded-host",
                        "florin:8080",
                        "x-forwarded-prefix",
                        "/evil"),
                ForwardedHeaders.of(CLAIMED, "192.0.2.7", "http", "florin:8080", true));
    }

    @Test
    void everyHeaderThatSpeaksOfTheCallerIsKnown() {
        assertTrue(ForwardedHeaders.isForwarding("X-Forwarded-Port"));
        assertTrue(ForwardedHeaders.isForwarding("FORWARDED"));
        assertTrue(ForwardedHeaders.isForwarding("X-Real-IP"));
        assertFalse(ForwardedHeaders.isForwarding("Authorization"));
    }
}
