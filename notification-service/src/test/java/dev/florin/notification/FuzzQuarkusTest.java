package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

    private static final List<String> PATHS = List.of(
            "/api/ws/notifications/",
            "/ws/balance?token=",
            "/api/v1/ws?token=",
            "/ws/btpay/live/?token=",
            "/ws/btpay/notify/?token=");

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
        int events = 0;
        try (SocketClient bystander = service.notifications(user)) {
            for (int n = 0; n * FRAMES_PER_CONNECTION < FRAMES; n++) {
                bother(PATHS.get(n % PATHS.size()));
                if (n % CONNECTIONS_PER_EVENT == 0) {
                    service.tell(Some.payment(++events, user));
                }
            }
            assertEquals(
                    LongStream.rangeClosed(1, events).boxed().toList(), FeedQuarkusTest.seqs(bystander.next(events)));
            bystander.hasNothingMore();
        }
        service.as("x").get("/q/health/ready").then().statusCode(200);
        Eventually.holds("nothing is left of them", () -> feed.connections() == 0);
    }

    /** All frames but the last leave the connection open: it answers behind them, so that each has been decoded. */
    private void bother(String path) {
        try (RawSocket rude = RawSocket.connect(service.socket(path + TestTokens.user(Some.user())), 0)) {
            assertEquals(101, rude.status(), path);
            ByteArrayOutputStream frames = new ByteArrayOutputStream();
            for (int i = 1; i < FRAMES_PER_CONNECTION; i++) {
                frames.writeBytes(fuzz.survivable());
            }
            rude.sendBytes(frames.toByteArray());
            rude.send(RawSocket.PING, HERE.getBytes(StandardCharsets.US_ASCII));
            RawSocket.Received received = rude.receive();
            while (received.head() != RawSocket.PONG || !received.text().equals(HERE)) {
                assertNotEquals(RawSocket.CLOSE, received.head(), path + " ended with " + received.closeCode());
                received = rude.receive();
            }
            rude.sendBytes(fuzz.fatal());
        }
    }
}
