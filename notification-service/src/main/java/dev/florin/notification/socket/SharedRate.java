package dev.florin.notification.socket;

import dev.florin.common.rate.RateLimit;

/**
 * A rate on all nodes together, as far as this node knows: what it lets pass it tells the others now and then, and what
 * they let pass is taken from its own permits. Safe for several threads.
 */
final class SharedRate {
    private final RateLimit limit;
    private int untold;

    SharedRate(RateLimit limit) {
        this.limit = limit;
    }

    /** As {@link RateLimit#take}, here. */
    synchronized boolean take(int permits, long nowMs) {
        if (!limit.take(permits, nowMs)) {
            return false;
        }
        untold += permits;
        return true;
    }

    /** As {@link RateLimit#waitMs}. */
    long waitMs(int permits, long nowMs) {
        return limit.waitMs(permits, nowMs);
    }

    /** So many permits were taken on another node. */
    void charge(int permits, long nowMs) {
        limit.charge(permits, nowMs);
    }

    /** How many permits were taken here since this was last asked. */
    synchronized int told() {
        int told = untold;
        untold = 0;
        return told;
    }
}
