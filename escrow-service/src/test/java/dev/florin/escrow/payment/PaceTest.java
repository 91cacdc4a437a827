package dev.florin.escrow.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Duration PROMPT = Duration.ofMillis(10);
    private static final long WORKED = Duration.ofMillis(30).toNanos();
    private static final long LONGEST = Duration.ofSeconds(2).toNanos();

    private final Pace pace = new Pace(3, 50, PROMPT);

    /** Works on a full batch, beside so many answers. */
    private long rest(int answers, long tookNs, long workedNs) {
        pace.begins();
        for (int n = 0; n < answers; n++) {
            pace.answered(n == 0 ? tookNs : 1);
        }
        return pace.restNs(workedNs, pace.batch());
    }

    /** One more than are worked on at a time. */
    private long flood(long tookNs) {
        return rest(pace.batch() + 1, tookNs, WORKED);
    }

    private long slowFlood() {
        return flood(PROMPT.toNanos() + 1);
    }

    /** A flood is met with little, however much went well before it. */
    @Test
    void takesAQuarterOfTheTimeAndWorksOnMoreInItStepByStepOnceAFloodHasBeenPromptForAWhile() {
        growToTheMost();
        for (int n = 0; n < 16; n++) {
            assertEquals(3 * WORKED, flood(PROMPT.toNanos()));
            assertEquals(3, pace.batch());
        }
        for (int step = 2; step <= 16; step++) {
            for (int n = 0; n < 4; n++) {
                assertEquals(3 * WORKED, flood(PROMPT.toNanos()));
                assertEquals(3 * step, pace.batch());
            }
        }
        assertEquals(3 * WORKED, flood(PROMPT.toNanos()));
        assertEquals(50, pace.batch());
    }

    private void growToTheMost() {
        for (int n = 0; n < 20; n++) {
            rest(0, 0, WORKED);
        }
        assertEquals(50, pace.batch());
    }

    /** To catch up with a flood is no reason to be in its way. */
    @Test
    void makesRoomForAFloodThatItIsAheadOf() {
        growToTheMost();
        assertEquals(3 * WORKED, rest(49, 1, WORKED));
        growToTheMost();
        assertEquals(8 * WORKED, rest(4, PROMPT.toNanos() + 1, WORKED));
        assertEquals(3, pace.batch());
    }

    @Test
    void oneSlowAnswerAsksForPatienceAnew() {
        for (int n = 0; n < 17; n++) {
            flood(1);
        }
        assertEquals(6, pace.batch());
        assertEquals(8 * WORKED, slowFlood());
        assertEquals(4 * WORKED, flood(1));
        for (int n = 1; n < 16; n++) {
            assertEquals(3 * WORKED, flood(1));
            assertEquals(3, pace.batch());
        }
        assertEquals(3 * WORKED, flood(1));
        assertEquals(6, pace.batch());
    }

    @Test
    void growsWhileNoMoreComeThanAFewHoweverSlowTheyAre() {
        for (int n = 0; n < 20; n++) {
            assertEquals(0, rest(3, Long.MAX_VALUE, WORKED));
        }
        assertEquals(50, pace.batch());
    }

    /** A ledger that takes its time, and a slow disk: fewer than fifty a second are no flood. */
    @Test
    void growsWhileFewComeInASecondHoweverSlowTheyAre() {
        for (int n = 0; n < 20; n++) {
            int answers = pace.batch() + 1;
            assertEquals(
                    0,
                    rest(
                            answers,
                            Long.MAX_VALUE,
                            Duration.ofSeconds(1)
                                    .multipliedBy(answers)
                                    .dividedBy(50)
                                    .toNanos()));
        }
        assertEquals(50, pace.batch());
    }

    @Test
    void makesRoomForManyThatAreSlowAndMoreAndMoreOfIt() {
        growToTheMost();
        long first = 8 * WORKED;
        for (int n = 0; n <= 3; n++) {
            assertEquals(first << n, slowFlood());
            assertEquals(3, pace.batch());
        }
        assertEquals(LONGEST, slowFlood());
    }

    @Test
    void comesBackStepByStepOnceTheyArePromptAndAtOnceWhenItIsOver() {
        for (int n = 0; n < 10; n++) {
            slowFlood();
        }
        assertEquals(LONGEST / 2, flood(1));
        assertEquals(LONGEST / 4, flood(1));
        assertEquals(3, pace.batch());
        assertEquals(0, rest(1, 1, WORKED));
        assertEquals(6, pace.batch());
    }

    @Test
    void workThatTakesLongIsNoReasonToRestForEver() {
        assertEquals(
                LONGEST,
                rest(10_000, PROMPT.toNanos() + 1, Duration.ofSeconds(100).toNanos()));
    }

    @Test
    void whatWasAnsweredWhileNothingWasDoneIsNotTheDoingOfTheWork() {
        slowFlood();
        for (int n = 0; n < 1_000; n++) {
            pace.answered(Long.MAX_VALUE);
        }
        assertEquals(0, rest(0, 0, WORKED));
    }
}
