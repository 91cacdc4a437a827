package dev.florin.notification;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.event.FlorinEvent;
import dev.florin.common.json.Json;
import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What happens at the limits, with limits low enough to get there. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@TestProfile(LimitsQuarkusTest.Narrow.class)
@Tag("slow")
class LimitsQuarkusTest {
    private final Service service = Service.underTest();

    public static class Narrow implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "WS_MAX_CONNECTIONS", "6",
                    "WS_MAX_CONNECTIONS_PER_USER", "2",
                    "WS_HEARTBEAT_INTERVAL", "4",
                    "florin.socket.token-grace", "1S",
                    "florin.socket.queue-bytes", "200000",
                    "florin.socket.close-timeout", "10S",
                    "florin.socket.attempts-per-second", "100",
                    "florin.socket.attempt-burst", "400");
        }
    }

    private void empty() {
        Eventually.holds("all are gone", () -> metric("ws_connections").equals("0.0"));
    }

    private String metric(String name) {
        return service.as("x")
                .get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    @Test
    void theOldestConnectionOfAUserGoes() {
        empty();
        String user = Some.user();
        try (SocketClient one = service.notifications(user);
                SocketClient two = service.notifications(user);
                SocketClient three = service.notifications(user)) {
            assertEquals(3504, one.closeCode());
            two.hasNothingMore();
            three.hasNothingMore();
        }
    }

    @Test
    void aPollThatHasToGoIsToldWhenToComeBack() throws Exception {
        empty();
        String user = Some.user();
        // Not in the common pool: on two cores the sockets' handshake would wait behind it.
        CompletableFuture<Response> poll = CompletableFuture.supplyAsync(
                () -> service.as(user).get("/api/notifications/poll?wait=30"),
                work -> Thread.ofVirtual().start(work));
        Eventually.holds("the poll is held", () -> metric("ws_connections").equals("1.0"));
        try (SocketClient _ = service.notifications(user);
                SocketClient _ = service.notifications(user)) {
            poll.get()
                    .then()
                    .statusCode(429)
                    .header("RateLimit-Limit", "2")
                    .header("RateLimit-Remaining", "0")
                    .header("RateLimit-Reset", "2")
                    .header("Retry-After", "2")
                    .body("code", equalTo("rate-limited"));
        }
    }

    @Test
    void whoComesWhenAllPlacesAreTakenIsToldWhenToComeBack() {
        empty();
        List<SocketClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < 6; i++) {
                clients.add(service.notifications(Some.user()));
            }
            try (RawSocket seventh = RawSocket.connect(service.notificationsUri(TestTokens.user("x"), ""), 0)) {
                assertEquals(503, seventh.status());
                assertTrue(seventh.answer().toLowerCase(Locale.ROOT).contains("retry-after:"));
                assertTrue(seventh.body().contains("too-busy"));
            }
        } finally {
            clients.forEach(SocketClient::close);
        }
    }

    @Test
    void aConnectionEndsSoonAfterItsToken() {
        String user = Some.user();
        String brief =
                TestTokens.draft(user, "user").lasting(Duration.ofSeconds(6)).signed();
        try (SocketClient client = SocketClient.connect(service.notificationsUri(brief, ""));
                SocketClient refreshed = SocketClient.connect(service.notificationsUri(brief, ""))) {
            refreshed.next("connected");
            refreshed.say("{\"type\":\"refresh\",\"token\":\"" + TestTokens.user(user) + "\"}");
            refreshed.next("refreshed");
            assertEquals(3005, client.closeCode());
            refreshed.hasNothingMore();
        }
    }

    @Test
    void whoDoesNotAnswerPingsIsLetGo() {
        try (RawSocket mute = RawSocket.connect(service.notificationsUri(TestTokens.user(Some.user()), ""), 0)) {
            mute.receive();
            assertEquals(0x89, mute.receive().head());
            assertEquals(0x89, mute.receive().head());
            assertEquals(3012, mute.closeCode());
        }
    }

    @Test
    void whoWaitsForAnAnswerCannotAnswerPingsAndIsLeftInPeace() {
        service.as(Some.user())
                .get("/api/notifications/poll?wait=14")
                .then()
                .statusCode(200)
                .body("notifications", hasSize(0));
    }

    @Test
    void aSlowConsumerIsLetGoAndResumesWithoutLoss() throws IOException {
        String user = Some.user();
        List<Long> seen = new ArrayList<>();
        try (RawSocket slow = RawSocket.connect(service.notificationsUri(TestTokens.user(user), ""), 4096)) {
            slow.receive();
            String filler = "x".repeat(1500);
            for (int batch = 0; batch < 16; batch++) {
                service.tell(IntStream.range(0, 250)
                        .mapToObj(n -> Some.event(
                                UUID.randomUUID().toString(), new FlorinEvent.SystemAlert(filler, "info"), user)));
            }
            RawSocket.Received received = slow.receive();
            while (received.head() != RawSocket.CLOSE) {
                if (received.head() == RawSocket.TEXT) {
                    seen.add(Json.mapper().readTree(received.text()).get("seq").asLong());
                }
                received = slow.receive();
            }
            assertEquals(3008, received.closeCode());
        }
        assertEquals(LongStream.rangeClosed(1, seen.size()).boxed().toList(), seen);
        assertTrue(seen.size() < 4000, "not all fits");
        assertFalse(metric("ws_slow_consumers_total").equals("0.0"));
        try (SocketClient client = service.notifications(user, "?since=" + seen.size())) {
            assertEquals(
                    LongStream.rangeClosed(seen.size() + 1, 4000).boxed().toList(),
                    FeedQuarkusTest.seqs(client.next(4000 - seen.size())));
        }
    }

    @Test
    void aSlowClientOfValuesGetsTheNewestAndStays() throws IOException {
        String user = Some.user();
        String wallet = "w".repeat(1500);
        try (RawSocket slow = RawSocket.connect(service.socket("/ws/balance?token=" + TestTokens.user(user)), 4096)) {
            int last = 4000;
            for (int from = 1; from <= last; from += 250) {
                service.tell(IntStream.range(from, from + 250).mapToObj(n -> Some.balance(wallet, n, "1.00", user)));
                slow.say("still here");
            }
            List<Long> versions = new ArrayList<>();
            while (versions.isEmpty() || versions.getLast() < last) {
                RawSocket.Received received = slow.receive();
                if (received.head() == RawSocket.TEXT) {
                    versions.add(Json.mapper()
                            .readTree(received.text())
                            .get("version")
                            .asLong());
                }
            }
            assertEquals(versions.stream().sorted().distinct().toList(), versions);
            assertTrue(versions.size() < last, "some were overtaken: " + versions.size());
        }
    }

    @Test
    void whoTriesTooOftenIsToldToWaitAndOthersAreNot() {
        String bad = TestTokens.user("x") + "x";
        int status = 0;
        for (int attempts = 0; attempts < 200 && status != 429; attempts++) {
            try (RawSocket attempt = RawSocket.connectFrom("127.0.0.2", service.notificationsUri(bad, ""))) {
                status = attempt.status();
                if (status == 429) {
                    String head = attempt.answer().toLowerCase(Locale.ROOT);
                    // What an attempt with a bad token costs is granted again in a fifth of a second.
                    for (String header : List.of(
                            "ratelimit-limit: 400", "ratelimit-remaining: 0", "ratelimit-reset: 1", "retry-after: 1")) {
                        assertTrue(head.contains("\r\n" + header + "\r\n"), head);
                    }
                    assertTrue(attempt.body().contains("rate-limited"));
                }
            }
        }
        assertEquals(429, status);
        try (SocketClient other = service.notifications(Some.user())) {
            other.hasNothingMore();
        }
    }
}
