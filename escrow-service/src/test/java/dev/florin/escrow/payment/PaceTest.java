package dev.florin.escrow.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Duration PROMPT = Duration.ofMillis(10);
    private static final long WORKED = Duration.ofMillis(30).toNanos();

    private final Pace pace = new Pace(3, 50, PROMPT);

    @Test
    void growsWhileAnswersArePrompt() {
        assertEquals(3, pace.batch());
        pace.answered(PROMPT.toNanos());
        assertEquals(0, pace.restNs(WORKED));
        assertEquals(6, pace.batch());
        for (int n = 0; n < 20; n++) {
            assertEquals(0, pace.restNs(WORKED));
        }
        assertEquals(50, pace.batch());
    }

    @Test
    void makesRoomForAnswersThatAreSlow() {
        for (int n = 0; n < 20; n++) {
            pace.restNs(WORKED);
        }
        pace.answered(PROMPT.toNanos() + 1);
        pace.answered(1);
        assertEquals(WORKED, pace.restNs(WORKED));
        assertEquals(25, pace.batch());
        for (int n = 0; n < 5; n++) {
            pace.answered(2 * PROMPT.toNanos());
            assertEquals(WORKED, pace.restNs(WORKED));
        }
        assertEquals(3, pace.batch());
    }

    @Test
    void neverRestsForLong() {
        pace.answered(Long.MAX_VALUE);
        assertEquals(
                Duration.ofMillis(200).toNanos(),
                pace.restNs(Duration.ofSeconds(9).toNanos()));
    }

    @Test
    void anAnswerCountsOnce() {
        pace.answered(2 * PROMPT.toNanos());
        pace.restNs(WORKED);
        assertEquals(0, pace.restNs(WORKED));
    }
}
