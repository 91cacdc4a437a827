package dev.florin.escrow.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Duration PROMPT = Duration.ofMillis(10);
    private static final long WORKED = Duration.ofMillis(30).toNanos();
    private static final long LONGEST = Duration.ofSeconds(2).toNanos();

    private final Pace pace = new Pace(3, 50, PROMPT);

    /** One more than are worked on at a time. */
    private void flood(long tookNs) {
        for (int n = pace.batch(); n >= 0; n--) {
            pace.answered(tookNs);
        }
    }

    private void floodSlowly() {
        flood(1);
        pace.answered(PROMPT.toNanos() + 1);
    }

    @Test
    void growsWhileAnswersArePromptHoweverManyThereAre() {
        assertEquals(3, pace.batch());
        flood(PROMPT.toNanos());
        assertEquals(0, pace.restNs(WORKED));
        assertEquals(6, pace.batch());
        for (int n = 0; n < 20; n++) {
            flood(PROMPT.toNanos());
            assertEquals(0, pace.restNs(WORKED));
        }
        assertEquals(50, pace.batch());
    }

    @Test
    void growsWhileFewComeHoweverSlowTheyAre() {
        for (int n = 0; n < 20; n++) {
            for (int came = 0; came < pace.batch(); came++) {
                pace.answered(Long.MAX_VALUE);
            }
            assertEquals(0, pace.restNs(WORKED));
        }
        assertEquals(50, pace.batch());
    }

    @Test
    void makesRoomForManyThatAreSlowAndMoreAndMoreOfIt() {
        for (int n = 0; n < 20; n++) {
            pace.restNs(WORKED);
        }
        long first = 8 * WORKED;
        for (int n = 0; n <= 3; n++) {
            floodSlowly();
            assertEquals(first << n, pace.restNs(WORKED));
            assertEquals(3, pace.batch());
        }
        floodSlowly();
        assertEquals(LONGEST, pace.restNs(WORKED));
    }

    @Test
    void comesBackStepByStepOnceTheyArePromptAndAtOnceWhenItIsOver() {
        for (int n = 0; n < 10; n++) {
            floodSlowly();
            pace.restNs(WORKED);
        }
        flood(1);
        assertEquals(LONGEST / 2, pace.restNs(WORKED));
        flood(1);
        assertEquals(LONGEST / 4, pace.restNs(WORKED));
        assertEquals(3, pace.batch());
        pace.answered(1);
        assertEquals(0, pace.restNs(WORKED));
        assertEquals(6, pace.batch());
    }

    @Test
    void workThatTakesForEverIsNoReasonToRestForEver() {
        floodSlowly();
        assertEquals(LONGEST, pace.restNs(Long.MAX_VALUE));
    }

    @Test
    void anAnswerCountsOnce() {
        floodSlowly();
        pace.restNs(WORKED);
        assertEquals(0, pace.restNs(WORKED));
    }
}
