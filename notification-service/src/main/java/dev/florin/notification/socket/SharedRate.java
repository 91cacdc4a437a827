package dev.florin.notification.socket;

import dev.florin.common.rate.RateLimit;

/**
 * The rate of one user's messages on all nodes together, as far as this node knows: what it lets pass it tells the
 * others now and then, and what they let pass is taken from its own permits. Safe for several threads.
 */
final class SharedRate {
    private final RateLimit limit;
    private int untold;

    SharedRate(RateLimit limit) {
        this.limit = limit;
    }

    /** One message, here. */
    synchronized boolean take(long nowMs) {
        if (!limit.take(1, nowMs)) {
            return false;
        }
        untold++;
        return true;
    }

    /** So many messages, on another node. */
    void charge(int messages, long nowMs) {
        limit.charge(messages, nowMs);
    }

    /** How many passed here since this was last asked. */
    synchronized int told() {
        int told = untold;
        untold = 0;
        return told;
    }
}
