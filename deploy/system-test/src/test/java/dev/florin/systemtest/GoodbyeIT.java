package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.florin.local.Service;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** SIGTERM, as every deployment sends it. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class GoodbyeIT {
    private static final int SHUTDOWN = 3001;
    /** What a request without an answer would cost ({@code quarkus.shutdown.timeout}). */
    private static final Duration UNANSWERED_WAIT = Duration.ofSeconds(5);

    private static final Duration BACK_WITHIN = Duration.ofSeconds(30);

    @Test
    void notificationServiceSendsItsClientsAwayWithAWindowAndTheyMissNothing(Florin florin) {
        try (Storm storm = new Storm(florin, 11)) {
            storm.begin();
            long before = System.nanoTime();
            florin.system().terminate(Service.NOTIFICATION);
            Duration took = Duration.ofNanos(System.nanoTime() - before);
            assertTrue(took.compareTo(UNANSWERED_WAIT) < 0, () -> "it waited for connections that are gone: " + took);
            storm.flow();
            florin.system().start(Service.NOTIFICATION);
            storm.patient().forEach(socket -> socket.awaitConnections(2, BACK_WITHIN));
            storm.assertSurvived();
            for (SocketRecorder socket : storm.patient()) {
                SocketRecorder.Goodbye goodbye = socket.goodbyes().getFirst();
                assertEquals(SHUTDOWN, goodbye.code(), goodbye::toString);
                JsonNode reason = Json.read(goodbye.reason());
                assertTrue(reason.path("reconnect_within_ms").asInt() > 0, goodbye::toString);
                assertEquals(
                        1, socket.goodbyes().size(), () -> socket.goodbyes().toString());
            }
        }
    }

    /**
     * {@link Load} itself refuses answers that are not whole: what was begun is finished, what comes later is told so.
     */
    @Test
    void walletServiceFinishesWhatItHasBegun(Florin florin) {
        try (Storm storm = new Storm(florin, 12)) {
            storm.begin();
            florin.system().terminate(Service.WALLET);
            storm.load().awaitRepeats();
            florin.system().start(Service.WALLET);
            storm.assertSurvived();
        }
    }
}
