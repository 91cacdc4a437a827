package dev.florin.notification.channel;

import java.time.Duration;
import java.util.function.LongBinaryOperator;

/**
 * When to try again.
 *
 * @param random a number from the first, included, to the second, excluded
 */
record Retry(Duration first, Duration longest, int attempts, LongBinaryOperator random) {
    private static final int MAX_DOUBLINGS = 30;

    boolean isLast(int attempt) {
        return attempt >= attempts;
    }

    /** @return between half of the doubled wait and all of it, so that what failed together does not come together */
    Duration after(int attempt, Duration atLeast) {
        long doubled = first.toMillis() << Math.min(MAX_DOUBLINGS, attempt - 1);
        long full = Math.min(longest.toMillis(), doubled);
        Duration wait = Duration.ofMillis(random.applyAsLong(full / 2, full + 1));
        return wait.compareTo(atLeast) < 0 ? atLeast : wait;
    }
}
