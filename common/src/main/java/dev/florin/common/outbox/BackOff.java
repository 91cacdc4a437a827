package dev.florin.common.outbox;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** How long to wait before the next try: doubled with every failure in a row, up to a limit, with jitter. */
final class BackOff {
    private final Duration first;
    private final Duration longest;
    private Duration current;

    BackOff(Duration first, Duration longest) {
        this.first = first;
        this.longest = longest;
        this.current = first;
    }

    /** Something worked. */
    void reset() {
        current = first;
    }

    /** @return a half to all of twice the wait before */
    Duration next() {
        Duration doubled = current.multipliedBy(2);
        current = doubled.compareTo(longest) < 0 ? doubled : longest;
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(current.toMillis() / 2, current.toMillis() + 1));
    }
}
