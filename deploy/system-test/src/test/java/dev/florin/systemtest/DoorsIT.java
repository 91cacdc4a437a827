package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.local.Service;
import dev.florin.local.Tokens;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who is let in at which door, with the real tokens, through the real gateway. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class DoorsIT {
    private static final int TOO_BIG = 1009;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final List<String> OF_USERS =
            List.of("/api/wallets", "/api/wallet/transfers", "/api/notifications", "/api/notifications/unread-count");

    /** Tokens that open nothing, by what is wrong with them. */
    private static Map<String, String> badTokens(Tokens tokens) {
        Map<String, String> bad = new TreeMap<>();
        bad.put("none", "");
        bad.put("garbage", "not.a.token");
        bad.put("expired", tokens.asUserIssuer(tokens.userClaims("eve").withLifetime(Duration.ofMinutes(-5))));
        bad.put(
                "for somebody else",
                tokens.asUserIssuer(tokens.userClaims("eve").withAudience("elsewhere")));
        bad.put(
                "from somebody else",
                tokens.asUserIssuer(tokens.userClaims("eve").withIssuer("elsewhere")));
        bad.put("signed by a service", tokens.asService(tokens.userClaims("eve")));
        String good = tokens.user("eve");
        bad.put("cut short", good.substring(0, good.length() - 8));
        return bad;
    }

    @Test
    void badTokensOpenNothing(Florin florin) {
        Rest gateway = florin.gateway();
        badTokens(florin.system().tokens()).forEach((what, token) -> {
            for (String path : OF_USERS) {
                Answer answer = gateway.get(path, token);
                assertEquals(401, answer.status(), () -> what + " at " + path);
                assertTrue(answer.isProblem(), () -> what + " at " + path);
            }
        });
    }

    @Test
    void badTokensOpenNoSocket(Florin florin) {
        badTokens(florin.system().tokens()).forEach((what, token) -> {
            for (String path : List.of("/api/ws/notifications/" + token, "/ws/balance?token=" + token)) {
                Throwable refused = assertThrows(
                                CompletionException.class,
                                () -> open(florin.gateway(), path).join(),
                                what)
                        .getCause();
                WebSocketHandshakeException handshake =
                        assertInstanceOf(WebSocketHandshakeException.class, refused, what);
                assertEquals(401, handshake.getResponse().statusCode(), what);
            }
        });
    }

    private static CompletableFuture<WebSocket> open(Rest rest, String path) {
        return rest.client()
                .newWebSocketBuilder()
                .buildAsync(URI.create(SocketRecorder.socketUrl(rest) + path), new WebSocket.Listener() {});
    }

    @Test
    void insidesOfTheServicesCannotBeReachedFromOutside(Florin florin) {
        for (String path : List.of(
                "/internal/events",
                "/internal/ledger/transfers",
                "/%69nternal/events",
                "/api/../internal/events",
                "/q/metrics",
                "/q/health")) {
            assertEquals(404, florin.gateway().get(path, florin.service()).status(), path);
        }
    }

    @Test
    void usersTokensDoNotOpenWhatIsForServicesWhateverTheySay(Florin florin) {
        Tokens tokens = florin.system().tokens();
        Person olaf = florin.person("olaf");
        String selfMade = tokens.asUserIssuer(tokens.userClaims("olaf").withGroups("user", "service"));
        for (String token : List.of(olaf.token(), florin.admin(), selfMade)) {
            Answer answer = florin.door(Service.WALLET, 0)
                    .ask("POST", "/internal/ledger/transfers", token, Json.object(), null);
            assertEquals(403, answer.status(), answer::body);
            Answer events = Alerts.send(florin.door(Service.NOTIFICATION, 0), token, olaf, "let me in");
            assertEquals(403, events.status(), events::body);
        }
        assertEquals(
                403,
                florin.gateway().get("/api/admin/ledger/audit", olaf.token()).status());
    }

    @Test
    void strangersPaymentIsNotThere(Florin florin) {
        Person paula = florin.person("paula").opened();
        Person quentin = florin.person("quentin").opened();
        Person trudy = florin.person("trudy").opened();
        paula.deposits("2.00");
        String path = "/api/wallet/transfers/"
                + paula.pays(quentin, "1.00").path("transfer_id").asText();
        paula.rest().get(path, paula.token()).expect(200);
        paula.rest().get(path, quentin.token()).expect(200);
        assertEquals(
                "not-found", paula.rest().get(path, trudy.token()).expect(404).code());
    }

    @Test
    void socketThatSaysTooMuchIsClosedAndOneThatSaysNonsenseIsNot(Florin florin) {
        Person rita = florin.person("rita").opened();
        try (SocketRecorder socket = SocketRecorder.notifications(rita, 0)) {
            socket.say("{\"type\":\"sing\"}");
            socket.say("not even JSON");
            assertEquals(
                    List.of("unknown-command", "bad-json"),
                    socket.awaitFrames("error", 2, SOON).stream()
                            .map(frame -> frame.path("code").asText())
                            .toList());
            rita.deposits("1.00");
            socket.awaitSeq(3, SOON);
            assertEquals(List.of(), socket.goodbyes());

            socket.say("x".repeat(20_000));
            socket.awaitConnections(2, SOON);
            assertEquals(TOO_BIG, socket.goodbyes().getFirst().code());
        }
    }
}
