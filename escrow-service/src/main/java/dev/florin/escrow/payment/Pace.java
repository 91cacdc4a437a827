package dev.florin.escrow.payment;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much is worked on at a time beside answers that somebody waits for: more and more, until there is a flood of
 * them. Then it is little, with rests longer than the work, much longer ones while answers are slow; and step by step
 * more, with the same rests, once they have been prompt for a while. What comes one by one is never kept waiting,
 * however slow the disk. Only answers that were given beside the work say something about it. One thread asks; any
 * thread says what an answer took.
 */
final class Pace {
    /** The longest rest: what is worked on in between is a small part of the time. */
    private static final Duration REST = Duration.ofSeconds(2);

    /**
     * The first rest, in times of the work before it: one in a hundred answers may meet the work, and not one in two.
     */
    private static final int FIRST_REST = 8;

    /** The least rest in a flood, in times of the work before it: a quarter of the time is the work's. */
    private static final int LEAST_REST = 3;

    /**
     * So many times in a row must a flood be prompt before more is worked on at a time: it is prompt most times on a
     * machine that it is nearly too much for.
     */
    private static final int PATIENCE = 16;

    /** So many times more before each further step. */
    private static final int STEP = 4;

    private static final long NANOS_PER_S = 1_000_000_000;

    /** Answers in a second; fewer need no protection, whatever they wait for. */
    private static final int FLOOD = 50;

    private final int least;
    private final int most;
    private final long promptNs;
    private final AtomicLong slowestNs = new AtomicLong();
    private final AtomicInteger answers = new AtomicInteger();
    private int batch;
    private long restNs;
    private int promptInARow;

    /**
     * @param least at a time, however slow answers are
     * @param most at a time
     * @param prompt an answer that takes longer is slow
     */
    Pace(int least, int most, Duration prompt) {
        this.least = least;
        this.most = most;
        this.promptNs = prompt.toNanos();
        this.batch = least;
    }

    void answered(long tookNs) {
        answers.incrementAndGet();
        slowestNs.accumulateAndGet(tookNs, Math::max);
    }

    /** How many to work on next. */
    int batch() {
        return batch;
    }

    /** How many there may ever be. */
    int most() {
        return most;
    }

    /** Says that work begins: what was answered before is not its doing. */
    void begins() {
        answers.set(0);
        slowestNs.set(0);
    }

    /**
     * Says that work has ended, and learns from the answers that were given meanwhile.
     *
     * @param workedNs how long it took
     * @param worked how many were worked on
     * @return how long to leave everything to the answers, in nanoseconds
     */
    long restNs(long workedNs, int worked) {
        boolean isSlow = slowestNs.get() > promptNs;
        int came = answers.get();
        // Large batches may well be ahead of what comes, and in its way.
        boolean isFlood = came > Math.min(worked, least) && came * NANOS_PER_S > FLOOD * workedNs;
        if (!isFlood) {
            promptInARow = 0;
            goFaster();
        } else if (isSlow) {
            promptInARow = 0;
            batch = least;
            restNs = Math.min(REST.toNanos(), Math.max(FIRST_REST * atMostARest(workedNs), 2 * restNs));
        } else {
            stepUp();
            restNs = Math.min(REST.toNanos(), Math.max(LEAST_REST * atMostARest(workedNs), restNs / 2));
        }
        return restNs;
    }

    private void goFaster() {
        grow();
        restNs = 0;
    }

    private void stepUp() {
        if (promptInARow == 0) {
            // Grown before the flood, of which it says nothing.
            batch = least;
        }
        if (++promptInARow > PATIENCE) {
            grow();
            promptInARow -= STEP;
        }
    }

    private void grow() {
        batch = Math.min(most, batch + least);
    }

    private static long atMostARest(long workedNs) {
        return Math.min(workedNs, REST.toNanos());
    }
}
