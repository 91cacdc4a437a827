package dev.florin.escrow.unsettled;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** When something is tried again. */
public final class Retry {
    /** More doublings than any wait survives below its limit. */
    private static final int MAX_DOUBLINGS = 20;

    private Retry() {}

    /**
     * A half to all of a wait that doubles with each try, up to the longest: what failed together does not come back
     * together.
     *
     * @param tries that failed so far
     */
    public static Duration after(int tries, Duration first, Duration longest) {
        long most = most(tries, first, longest).toMillis();
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong((most + 1) / 2, most + 1));
    }

    static Duration most(int tries, Duration first, Duration longest) {
        int doublings = Math.clamp(tries - 1L, 0, MAX_DOUBLINGS);
        Duration wait = first.multipliedBy(1L << doublings);
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
