package dev.florin.refund.refund;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * How long a refund waits before it is tried again, and how often.
 *
 * @param first wait; doubled with every further failure
 * @param longest no wait is longer
 * @param maxTries then it is the operator's; at least 1
 */
public record Patience(Duration first, Duration longest, int maxTries) {
    private static final int MAX_DOUBLINGS = 30;

    public Patience {
        if (maxTries < 1 || first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("a refund is tried at least once, and waits in between");
        }
    }

    boolean isAtItsEnd(int tries) {
        return tries >= maxTries;
    }

    /** @return a half to all of the wait after so many tries, so that what failed together does not come back so */
    Instant next(int tries, Instant now, RandomGenerator random) {
        long doubled = first.toMillis() << Math.clamp(tries - 1L, 0, MAX_DOUBLINGS);
        // A shift of a long first wait can run over.
        long wait = doubled < first.toMillis() ? longest.toMillis() : Math.min(doubled, longest.toMillis());
        return now.plusMillis(random.nextLong(wait / 2, wait + 1));
    }
}
