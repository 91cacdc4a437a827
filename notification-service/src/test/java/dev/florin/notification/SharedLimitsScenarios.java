package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import dev.florin.notification.feed.Feed;
import dev.florin.notification.feed.Neighbours;
import dev.florin.notification.feed.NodeMessage;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two nodes share six places for connections and what an address may try, whichever broker there is: the service under
 * test, and a second core in the same process.
 */
abstract class SharedLimitsScenarios {
    private static final int PLACES = 6;
    private static final int ATTEMPTS = 400;
    private static final int BAD_TOKEN_COST = 20;

    private final Service first = Service.underTest();
    private Node second;

    @Inject
    Feed feed;

    @Inject
    Neighbours neighbours;

    /** Not where it is declared: the framework makes two instances of a test, and stops one. */
    @BeforeEach
    void start() {
        areFree(PLACES);
        second = new Node(Duration.ofHours(1), PLACES);
        theOtherHas(PLACES);
    }

    private void theOtherHas(int places) {
        Eventually.holds("the other node has " + places + " places", () -> {
            second.registry.beat();
            return second.feed.free() == places;
        });
    }

    @AfterEach
    void stop() {
        second.stop();
        areFree(PLACES);
    }

    private void areFree(int places) {
        Eventually.holds(places + " places are free", () -> feed.free() == places);
    }

    private List<String> connectToTheOther(int connections) {
        List<String> users = Stream.generate(Some::user).limit(connections).toList();
        users.forEach(second::connect);
        second.registry.write();
        return users;
    }

    private int status(String path) {
        try (RawSocket socket = RawSocket.connect(first.socket(path), 0)) {
            if (socket.status() == 503) {
                String body = socket.body();
                assertTrue(
                        socket.answer().toLowerCase(Locale.ROOT).contains("\r\nretry-after: 2\r\n"), socket.answer());
                assertTrue(body.contains("too-busy"), body);
            }
            return socket.status();
        }
    }

    @Test
    void connectionsToOneNodeTakePlacesOfTheOther() {
        List<String> elsewhere = connectToTheOther(4);
        areFree(2);
        String user = Some.user();
        String token = TestTokens.user(user);
        try (SocketClient _ = first.notifications(user);
                SocketClient _ = first.notifications(user)) {
            areFree(0);
            for (String path : List.of(
                    "/api/ws/notifications/" + token,
                    "/api/v1/ws?token=" + token,
                    "/ws/balance?token=" + token,
                    "/ws/btpay/live/?token=" + token,
                    "/ws/btpay/notify/?token=" + token)) {
                assertEquals(503, status(path), path);
            }
            for (String path : List.of("/api/notifications/stream", "/api/notifications/poll?wait=1")) {
                first.as(user).get(path).then().statusCode(503).header("Retry-After", "2");
            }
            theOtherHas(0);
            second.disconnect(elsewhere.getFirst());
            second.registry.write();
            areFree(1);
            assertEquals(101, status("/ws/balance?token=" + token));
        }
    }

    @Test
    void aNodeThatIsGoneTakesNoPlaces() throws SQLException {
        connectToTheOther(PLACES);
        areFree(0);
        try (var connection = FlorinTestResource.database().asOwner().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE node SET seen_at = now() - interval '11 seconds' WHERE id = '"
                    + second.broker.node() + "'");
        }
        areFree(PLACES);
        second.registry.beat();
        areFree(0);
    }

    @Test
    void whoUsedUpItsAttemptsAtOneNodeIsRefusedByTheOther() {
        String address = "127.0.0.3";
        AtomicInteger heard = new AtomicInteger();
        second.neighbours.on(
                NodeMessage.Tried.class,
                tried -> heard.addAndGet(tried.attempts().getOrDefault(address, 0)));
        URI bad = first.notificationsUri(TestTokens.user("x") + "x", "");
        for (int status = 0; status != 429; ) {
            try (RawSocket attempt = RawSocket.connectFrom(address, bad)) {
                status = attempt.status();
            }
        }
        Eventually.holds("the other node has heard of them", () -> heard.get() >= ATTEMPTS - BAD_TOKEN_COST);
        assertFalse(second.rates.connects(address, ATTEMPTS * 3 / 4));
        assertTrue(second.rates.connects("127.0.0.4", ATTEMPTS));
    }

    /** As if it had tried at two other nodes: what is owed then is not granted again within this test. */
    @Test
    void whoTriedTooOftenElsewhereIsRefusedHere() {
        String address = "127.0.0.5";
        AtomicInteger heard = new AtomicInteger();
        neighbours.on(
                NodeMessage.Tried.class,
                tried -> heard.addAndGet(tried.attempts().getOrDefault(address, 0)));
        second.broker.send(new NodeMessage.Tried(second.broker.node(), Map.of(address, 2 * ATTEMPTS)));
        Eventually.holds("it was heard", () -> heard.get() > 0);
        URI good = first.notificationsUri(TestTokens.user(Some.user()), "");
        try (RawSocket refused = RawSocket.connectFrom(address, good);
                RawSocket other = RawSocket.connectFrom("127.0.0.6", good)) {
            assertEquals(429, refused.status());
            assertEquals(101, other.status());
        }
    }
}
