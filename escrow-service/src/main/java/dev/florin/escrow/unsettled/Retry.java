package dev.florin.escrow.unsettled;

import java.time.Duration;

/** When something is tried again. */
public final class Retry {
    /** More doublings than any wait survives below its limit. */
    private static final int MAX_DOUBLINGS = 20;

    private Retry() {}

    /** @param tries that failed so far: the wait doubles with each, up to the longest */
    public static Duration after(int tries, Duration first, Duration longest) {
        int doublings = Math.clamp(tries - 1L, 0, MAX_DOUBLINGS);
        Duration wait = first.multipliedBy(1L << doublings);
        return wait.compareTo(longest) < 0 ? wait : longest;
    }
}
