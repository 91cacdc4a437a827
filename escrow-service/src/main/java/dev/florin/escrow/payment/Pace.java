package dev.florin.escrow.payment;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much is worked on at a time beside answers that somebody waits for: more and more while they are prompt, half as
 * much and with a rest once one is not. One thread asks; any thread says what an answer took.
 */
final class Pace {
    /** The longest rest. */
    private static final Duration REST = Duration.ofMillis(200);

    private final int least;
    private final int most;
    private final long promptNs;
    private final AtomicLong slowestNs = new AtomicLong();
    private int batch;

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

    /**
     * Learns from the answers that were given meanwhile.
     *
     * @param workedNs how long the last batch took
     * @return how long to leave everything to the answers, in nanoseconds
     */
    long restNs(long workedNs) {
        if (slowestNs.getAndSet(0) > promptNs) {
            batch = Math.max(least, batch / 2);
            return Math.min(workedNs, REST.toNanos());
        }
        batch = Math.min(most, batch + least);
        return 0;
    }
}
