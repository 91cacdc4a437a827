package dev.florin.common.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what happens in the background: on a condition, and never for longer than a bound. */
public final class Eventually {
    private static final Duration BOUND = Duration.ofSeconds(20);

    /** So that a user who waits stays below the rate that users may ask at. */
    private static final Duration REST = Duration.ofMillis(10);

    private static final int ATTEMPTS = 5;

    private Eventually() {}

    /**
     * One held-up attempt says something of the machine; five say something of what is tried.
     *
     * @param attempt fails, or says how long it took
     * @throws AssertionError if it takes longer than the bound, five times over
     */
    public static void within(Duration bound, Callable<Duration> attempt) {
        List<Duration> took = new ArrayList<>();
        do {
            took.add(call("within " + bound, attempt));
        } while (took.getLast().compareTo(bound) >= 0 && took.size() < ATTEMPTS);
        if (took.getLast().compareTo(bound) >= 0) {
            throw new AssertionError("not within " + bound + ": " + took);
        }
    }

    public static Duration since(long startNs) {
        return Duration.ofNanos(System.nanoTime() - startNs);
    }

    /** @throws AssertionError if it does not come true within 20 s */
    public static void holds(String what, Callable<Boolean> condition) {
        long end = System.nanoTime() + BOUND.toNanos();
        while (!call(what, condition)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + BOUND.toSeconds() + " s: " + what);
            }
            LockSupport.parkNanos(REST.toNanos());
        }
    }

    /** @throws AssertionError with what it was last, if it does not become that within 20 s */
    public static <T> void equal(T expected, Callable<T> actual) {
        long end = System.nanoTime() + BOUND.toNanos();
        T last = call("" + expected, actual);
        while (!last.equals(expected)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("not within " + BOUND.toSeconds() + " s: " + expected + ", but " + last);
            }
            LockSupport.parkNanos(REST.toNanos());
            last = call("" + expected, actual);
        }
    }

    private static <T> T call(String what, Callable<T> attempt) {
        try {
            return attempt.call();
        } catch (AssertionError | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("cannot tell: " + what, e);
        }
    }
}
