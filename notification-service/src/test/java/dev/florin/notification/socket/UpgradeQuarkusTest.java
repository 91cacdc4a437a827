package dev.florin.notification.socket;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import dev.florin.notification.RawSocket;
import dev.florin.notification.Service;
import dev.florin.notification.Some;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Cookie;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way from a request to a connection, and the cookie that opens it. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
class UpgradeQuarkusTest {
    private static final String OWN_PAGE = "Origin: http://localhost";

    private final Service service = Service.underTest();
    private final String user = Some.user();

    @Inject
    EchoSocket echo;

    /** A shutdown waits for what is not answered; it has not to wait for connections. */
    @Test
    void aRequestIsAnsweredWhenItsHandshakeIsDone() {
        int before = echo.answered();
        URI uri = service.socket(EchoSocket.PATH + "?token=" + TestTokens.user(user));
        try (RawSocket client = RawSocket.connect(uri, 0)) {
            Eventually.holds("it is answered", () -> echo.answered() == before + 1);
            assertEquals("still here", client.say("still here").receive().text());
        }
    }

    @Test
    void aFaultOfOursEndsTheConnectionWithACodeThatSaysComeBack() {
        URI uri = service.socket(EchoSocket.PATH + "?token=" + TestTokens.user(user));
        try (RawSocket client = RawSocket.connect(uri, 0)) {
            assertEquals(3004, client.say(EchoSocket.FAULT).closeCode());
        }
    }

    /** RFC 6455, section 4.4: it may come again in a version that is spoken here. */
    @ParameterizedTest
    @ValueSource(strings = {"8", "14", "13, 8", ""})
    void whoSpeaksAnotherVersionIsToldOurs(String version) {
        URI uri = service.socket("/ws/balance?token=" + TestTokens.user(user));
        try (RawSocket client = RawSocket.connectAs(version, uri)) {
            assertEquals(426, client.status());
            String answer = client.answer().toLowerCase(Locale.ROOT);
            for (String header : List.of(
                    "sec-websocket-version: 13",
                    "upgrade: websocket",
                    "connection: upgrade",
                    "content-type: application/problem+json")) {
                assertTrue(answer.contains("\r\n" + header + "\r\n"), answer);
            }
            assertTrue(client.body().contains("\"upgrade-required\""));
        }
    }

    private Cookie session() {
        return service.as(user)
                .post("/api/ws/session")
                .then()
                .statusCode(204)
                .header("Cache-Control", "no-store")
                .extract()
                .detailedCookie("florin_session");
    }

    private URI notifications() {
        return service.socket("/ws/btpay/notify/");
    }

    private RawSocket page(URI uri, String cookie, String... headers) {
        String[] all = new String[headers.length + 1];
        all[0] = "Cookie: other=1; florin_session=" + cookie;
        System.arraycopy(headers, 0, all, 1, headers.length);
        return RawSocket.connect(uri, 0, all);
    }

    @Test
    void theCookieIsForTheBrowserAndForTheseSocketsOnly() {
        Cookie cookie = session();
        assertTrue(cookie.isHttpOnly());
        assertEquals("Strict", cookie.getSameSite());
        assertEquals("/ws/btpay", cookie.getPath());
        assertFalse(cookie.isSecured(), "it was asked for over plain http");
        assertTrue(
                cookie.getMaxAge() > 0
                        && cookie.getMaxAge() <= Duration.ofDays(1).toSeconds(),
                cookie::toString);
        Cookie none = service.as(user)
                .delete("/api/ws/session")
                .then()
                .statusCode(204)
                .extract()
                .detailedCookie("florin_session");
        assertEquals(0, none.getMaxAge());
        assertEquals("/ws/btpay", none.getPath());
    }

    @Test
    void aPageOfOursConnectsWithItsCookie() {
        String cookie = session().getValue();
        for (String path : new String[] {"/ws/btpay/notify/", "/ws/btpay/live/"}) {
            try (RawSocket page = page(service.socket(path), cookie, OWN_PAGE)) {
                assertEquals(101, page.status());
                assertTrue(page.send(RawSocket.PING, new byte[0]).receive().closeCode() == 0);
            }
        }
    }

    @Test
    void aCookieIsWorthNothingWithoutAPageOfOurs() {
        String cookie = session().getValue();
        for (String[] headers : new String[][] {{}, {"Origin: http://127.0.0.1:1"}, {"Origin: null"}}) {
            try (RawSocket page = page(notifications(), cookie, headers)) {
                assertEquals(403, page.status());
            }
        }
        try (RawSocket elsewhere = page(service.socket("/ws/balance"), cookie, OWN_PAGE)) {
            assertEquals(101, elsewhere.status());
            assertEquals(3500, elsewhere.closeCode(), "a page is told by a close code that it sent no token");
        }
    }

    @Test
    void aCookieThatIsNoGoodTokenIsToldByItsCode() {
        String expired =
                TestTokens.draft(user, "user").lasting(Duration.ofSeconds(-1)).signed();
        for (String cookie : new String[] {expired, "nonsense"}) {
            try (RawSocket page = page(notifications(), cookie, OWN_PAGE)) {
                assertEquals(101, page.status());
                assertEquals(3500, page.closeCode());
            }
        }
    }

    @Test
    void whatIsSaidOutrightCountsBeforeTheCookie() {
        URI uri = service.socket("/ws/btpay/notify/?token=" + TestTokens.user(user));
        try (RawSocket client = page(uri, "nonsense")) {
            assertEquals(101, client.status());
            assertEquals(
                    0x8A,
                    client.send(RawSocket.PING, "x".getBytes(StandardCharsets.UTF_8))
                            .receive()
                            .head());
        }
    }

    @Test
    void aTokenThatFitsNoCookieIsRefused() {
        String[] roles = new String[350];
        for (int i = 0; i < roles.length; i++) {
            roles[i] = "role-" + i;
        }
        roles[0] = "user";
        io.restassured.RestAssured.given()
                .baseUri(service.base().toString())
                .header(
                        "Authorization",
                        "Bearer " + TestTokens.draft(user, roles).signed())
                .post("/api/ws/session")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-request"));
    }
}
