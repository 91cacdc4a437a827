package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import dev.florin.notification.feed.Feed;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever clients send, the node lives, and everybody else is served in order. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@TestProfile(FuzzQuarkusTest.Patient.class)
@Tag("slow")
class FuzzQuarkusTest {
    private static final long SEED = 20_260_131;
    private static final int FRAMES = 100_000;
    private static final int FRAMES_PER_CONNECTION = 200;
    private static final int CONNECTIONS_PER_EVENT = 5;
    private static final String HERE = "here";

    /** Where clients can talk to each other. */
    private static final String PEOPLE = "/api/ws/notifications/";

    private static final List<String> PATHS = List.of(
            PEOPLE, "/ws/balance?token=", "/api/v1/ws?token=", "/ws/btpay/live/?token=", "/ws/btpay/notify/?token=");

    private final Service service = Service.underTest();
    private final FrameFuzz fuzz = new FrameFuzz(SEED);

    @Inject
    Feed feed;

    /** Shows nobody out for how often he is wrong, so that every frame is decoded. */
    public static final class Patient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            String many = Integer.toString(FRAMES);
            return Map.of(
                    "florin.socket.max-strikes", many,
                    "florin.socket.messages-per-second", many,
                    "florin.socket.message-burst", many,
                    "florin.socket.user-messages-per-second", many,
                    "florin.socket.user-message-burst", many);
        }
    }

    @Test
    void aHundredThousandBadFramesHarmNobodyElse() {
        String user = Some.user();
        String friend = Some.user();
        int events = 0;
        try (SocketClient bystander = service.notifications(user)) {
            for (int n = 0; n * FRAMES_PER_CONNECTION < FRAMES; n++) {
                bother(PATHS.get(n % PATHS.size()), friend);
                if (n % CONNECTIONS_PER_EVENT == 0) {
                    service.tell(Some.payment(++events, user));
                }
            }
            assertEquals(
                    LongStream.rangeClosed(1, events).boxed().toList(), FeedQuarkusTest.seqs(bystander.next(events)));
            bystander.hasNothingMore();
        }
        service.as("x").get("/q/health/ready").then().statusCode(200);
        assertFalse(
                service.as(friend)
                        .get("/api/notifications?type=chat_message")
                        .then()
                        .statusCode(200)
                        .extract()
                        .<List<?>>path("notifications")
                        .isEmpty(),
                "what is said well in between is passed on");
        Eventually.holds("nothing is left of them", () -> feed.connections() == 0);
    }

    /** All frames but the last leave the connection open: it answers behind them, so that each has been decoded. */
    private void bother(String path, String friend) {
        String user = Some.user();
        if (path.equals(PEOPLE)) {
            fuzz.enter(new People(service).direct(user, friend));
        }
        try (RawSocket rude = RawSocket.connect(service.socket(path + TestTokens.user(user)), 0)) {
            assertEquals(101, rude.status(), path);
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int i = 1; i < FRAMES_PER_CONNECTION; i++) {
                frames.writeBytes(fuzz.survivable());
            }
            rude.sendBytes(frames.toByteArray());
            if (path.equals(PEOPLE)) {
                // What is said to others is done in the background, one after the other: this comes behind it.
                rude.say("{\"type\":\"refresh\",\"token\":\"" + TestTokens.user(user) + "\"}");
            } else {
                rude.send(RawSocket.PING, HERE.getBytes(StandardCharsets.US_ASCII));
            }
            RawSocket.Received received = rude.receive();
            while (!isLast(received)) {
                assertNotEquals(RawSocket.CLOSE, received.head(), path + " ended with " + received.closeCode());
                assertFalse(received.text().contains("\"code\":\"internal\""), path + " was at a loss");
                received = rude.receive();
            }
            rude.sendBytes(fuzz.fatal());
        }
    }

    private static boolean isLast(RawSocket.Received received) {
        return received.head() == RawSocket.PONG
                ? received.text().equals(HERE)
                : received.text().startsWith("{\"type\":\"refreshed\"");
    }
}
