package dev.florin.notification.feed;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The places for connections: so many on this node, for its memory's sake, and so many on all nodes together. What is
 * taken on the others is what this node was last told. Safe for several threads.
 */
final class Places {
    private final FeedLimits limits;
    private final AtomicInteger taken = new AtomicInteger();
    private volatile long elsewhere;

    Places(FeedLimits limits) {
        this.limits = limits;
    }

    /** @return false if there is none left */
    boolean take() {
        if (taken.incrementAndGet() <= limit()) {
            return true;
        }
        giveBack();
        return false;
    }

    private long limit() {
        return Math.min(limits.connectionsPerNode(), limits.connections() - elsewhere);
    }

    /** How many are left to this node. */
    long free() {
        return Math.max(0, limit() - taken.get());
    }

    void giveBack() {
        taken.decrementAndGet();
    }

    /** On this node. */
    int taken() {
        return taken.get();
    }

    void takenElsewhere(long connections) {
        elsewhere = connections;
    }
}
