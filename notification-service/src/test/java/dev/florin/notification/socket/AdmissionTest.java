package dev.florin.notification.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.problem.FlorinException;
import dev.florin.common.rate.RateLimit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets as far as the handshake, without a server. */
class AdmissionTest {
    @Test
    void theKeyIsAnsweredAsTheStandardSays() {
        assertEquals(
                "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=",
                Handshake.accept("websocket", "keep-alive, Upgrade", "13", "dGhlIHNhbXBsZSBub25jZQ=="));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, Upgrade, 13, dGhlIHNhbXBsZSBub25jZQ==",
                "h2c, Upgrade, 13, dGhlIHNhbXBsZSBub25jZQ==",
                "websocket, -, 13, dGhlIHNhbXBsZSBub25jZQ==",
                "websocket, keep-alive, 13, dGhlIHNhbXBsZSBub25jZQ==",
                "websocket, Upgrade, 8, dGhlIHNhbXBsZSBub25jZQ==",
                "websocket, Upgrade, 13, -",
                "websocket, Upgrade, 13, short",
                "websocket, Upgrade, 13, !!!",
            })
    void otherHandshakesAreRefused(String upgrade, String connection, String version, String key) {
        assertThrows(FlorinException.class, () -> Handshake.accept(upgrade, connection, version, key));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, florin.example, true",
                "https://florin.example, florin.example, true",
                "https://FLORIN.example:8443, florin.example, true",
                "http://localhost:3000, florin.example, true",
                "http://127.0.0.1, florin.example, true",
                "https://evil.example, florin.example, false",
                "https://florin.example.evil.example, florin.example, false",
                "https://localhost.evil.example, florin.example, false",
                "null, florin.example, false",
                "::, florin.example, false",
            })
    void pagesOfTheOwnHostAndOfThisMachineMayConnect(String origin, String host, boolean allowed) {
        assertEquals(allowed, new Origins(Optional.empty()).allows(origin, host));
    }

    @Test
    void aListReplacesThisMachine() {
        Origins origins = new Origins(Optional.of(List.of("https://app.example")));
        assertTrue(origins.allows("https://app.example", "florin.example"));
        assertTrue(origins.allows("https://florin.example", "florin.example"));
        assertFalse(origins.allows("http://app.example", "florin.example"));
        assertFalse(origins.allows("http://localhost", "florin.example"));
        assertTrue(new Origins(Optional.of(List.of("*"))).allows("https://any.example", "florin.example"));
    }

    @Test
    void aCookieNeedsAPageThatIsOnTheListByName() {
        Origins origins = new Origins(Optional.of(List.of("*", "https://app.example")));
        assertTrue(origins.trusts("https://APP.example", "florin.example"));
        assertTrue(origins.trusts("https://florin.example", "florin.example"));
        assertFalse(origins.trusts("https://any.example", "florin.example"));
        assertFalse(origins.trusts(null, "florin.example"));
        assertFalse(new Origins(Optional.empty()).trusts("http://localhost:3000", "florin.example"));
    }

    @Test
    void aCookieCountsWhereNothingElseIsSaid() {
        assertEquals(
                new Credentials.Cookie("c"),
                Credentials.of(null, null, null, null, null).orCookie("c"));
        assertEquals(
                new Credentials.Token("h", false),
                Credentials.of(null, null, null, "Bearer h", null).orCookie("c"));
        assertInstanceOf(
                Credentials.None.class,
                Credentials.of(null, null, null, null, null).orCookie(""));
        assertEquals("Cookie", new Credentials.Cookie("secret").toString());
    }

    @Test
    void theMostExplicitCredentialsCount() {
        assertEquals(new Credentials.Token("p", false), Credentials.of("p", "q", "t", "Bearer h", null));
        assertEquals(new Credentials.Token("q", false), Credentials.of(null, "q", "t", "Bearer h", null));
        assertEquals(new Credentials.Ticket("t"), Credentials.of(null, "", "t", "Bearer h", null));
        assertEquals(new Credentials.Token("h", false), Credentials.of(null, null, null, "bearer h", null));
        assertEquals(
                new Credentials.Token("c", true), Credentials.of(null, null, null, null, "bearer-token-carrier, c"));
        assertEquals(
                new Credentials.Token("c", true),
                Credentials.of(
                        null, null, null, null, "quarkus-http-upgrade#Authorization#Bearer%20c, bearer-token-carrier"));
        assertInstanceOf(Credentials.None.class, Credentials.of(null, null, null, "Basic x", null));
        assertInstanceOf(Credentials.None.class, Credentials.of(null, null, null, null, "chat"));
        assertInstanceOf(Credentials.None.class, Credentials.of(null, null, null, null, null));
    }

    @Test
    void aBucketGrantsItsBurstAndThenItsRate() {
        RateLimit limit = new RateLimit(10, 3);
        assertTrue(limit.take(3, 1_000_000));
        assertFalse(limit.take(1, 1_000_000));
        assertFalse(limit.take(1, 1_000_099));
        assertTrue(limit.take(1, 1_000_100));
        assertTrue(limit.take(3, 1_001_000));
        assertFalse(limit.take(4, 2_000_000));
    }

    @Test
    void aBucketSaysHowLongItTakes() {
        RateLimit limit = new RateLimit(10, 3);
        assertEquals(0, limit.waitMs(3, 1_000_000));
        assertTrue(limit.take(3, 1_000_000));
        assertEquals(200, limit.waitMs(2, 1_000_000));
        assertEquals(150, limit.waitMs(2, 1_000_050));
        assertFalse(limit.take(2, 1_000_199));
        assertTrue(limit.take(2, 1_000_200));
    }
}
