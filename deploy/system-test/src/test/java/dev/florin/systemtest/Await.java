package dev.florin.systemtest;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for what has to become true, as long as it may take and no longer. */
final class Await {
    private static final Duration LOOK_AGAIN_AFTER = Duration.ofMillis(10);

    private Await() {}

    /** @param what completes the sentence "waited in vain: …" */
    static void until(Duration within, Supplier<String> what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waited " + within.toSeconds() + " s in vain: " + what.get());
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new AssertionError("interrupted while waiting: " + what.get());
            }
            LockSupport.parkNanos(LOOK_AGAIN_AFTER.toNanos());
        }
    }

    static void until(Duration within, String what, BooleanSupplier condition) {
        until(within, () -> what, condition);
    }
}
