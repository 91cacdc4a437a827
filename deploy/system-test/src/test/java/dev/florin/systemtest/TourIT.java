package dev.florin.systemtest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whoever follows the README for five minutes sees what it says. */
@Tag("slow")
@ExtendWith(SharedFlorin.class)
class TourIT {
    private static final Duration SOON = Duration.ofSeconds(20);

    @Test
    void theReadmesFiveMinutesGoAsTheySay(Florin florin, @TempDir Path folder) throws Exception {
        Person alice = florin.person("alice");
        Person bob = florin.person("bob");
        try (SocketRecorder toAlice = SocketRecorder.notifications(alice, 0);
                SocketRecorder toBob = SocketRecorder.notifications(bob, 0)) {
            Tour.play(folder, florin.gateway().url(), alice, bob, florin.admin());
            JsonNode lunch = toBob.awaitFrames("payment_received", 1, SOON).getFirst();
            assertEquals("lunch", lunch.at("/data/message").asText());
            JsonNode failed = toAlice.awaitFrames("payment_failed", 1, SOON).getFirst();
            assertEquals("purchase_failed", failed.at("/data/reason").asText());
            JsonNode refund = toAlice.awaitFrames("instant_refund", 1, SOON).getFirst();
            assertEquals("purchase_failed", refund.at("/data/reason").asText());
            assertEquals(1, toBob.ofType("payment_received").size());
        }
        assertEquals("87.50", alice.balance());
        assertEquals("12.50", bob.balance());
    }
}
