package dev.florin.notification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.florin.common.test.Eventually;
import dev.florin.common.test.FlorinTestResource;
import dev.florin.common.test.TestTokens;
import dev.florin.notification.feed.Feed;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whatever clients send, the node lives, and everybody else is served in order. */
@QuarkusTest
@QuarkusTestResource(FlorinTestResource.class)
@Tag("slow")
class FuzzQuarkusTest {
    private static final long SEED = 20_260_131;
    private static final int FRAMES = 100_000;
    private static final int FRAMES_PER_CONNECTION = 50;
    private static final int CONNECTIONS_PER_EVENT = 20;

    private final Service service = Service.underTest();
    private final FrameFuzz fuzz = new FrameFuzz(SEED);

    @Inject
    Feed feed;

    @Test
    void aHundredThousandBadFramesHarmNobodyElse() {
        List<String> paths = Stream.of(
                        "/api/ws/notifications/",
                        "/ws/balance?token=",
                        "/api/v1/ws?token=",
                        "/ws/btpay/live/?token=",
                        "/ws/btpay/notify/?token=")
                .filter(this::isThere)
                .toList();
        assertTrue(paths.size() >= 2, paths.toString());
        String user = Some.user();
        int events = 0;
        try (SocketClient bystander = service.notifications(user)) {
            int connections = FRAMES / FRAMES_PER_CONNECTION;
            for (int n = 0; n < connections; n++) {
                bother(paths.get(n % paths.size()));
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

    private boolean isThere(String path) {
        try (RawSocket probe = RawSocket.connect(service.socket(path + TestTokens.user(Some.user())), 0)) {
            return probe.status() == 101;
        }
    }

    /** The server may hang up at any time. */
    private void bother(String path) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        try (RawSocket rude = RawSocket.connect(service.socket(path + TestTokens.user(Some.user())), 0)) {
            assertEquals(101, rude.status());
            for (int i = 0; i < FRAMES_PER_CONNECTION; i++) {
                frames.writeBytes(fuzz.next());
                if (i % 5 == 4) {
                    rude.sendBytes(frames.toByteArray());
                    frames.reset();
                }
            }
        } catch (UncheckedIOException e) {
            // The rest of its frames found nobody.
            frames.reset();
        }
    }
}
