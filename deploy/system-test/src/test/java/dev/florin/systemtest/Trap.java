package dev.florin.systemtest;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Holds whoever first passes a moment, until the test has done what it wants to do at that moment. */
final class Trap {
    private static final Duration HELD_FOR = Duration.ofSeconds(60);

    private @Nullable Moment moment;
    private CountDownLatch caught = new CountDownLatch(1);
    private CountDownLatch released = new CountDownLatch(1);

    synchronized void set(Moment at) {
        moment = at;
        caught = new CountDownLatch(1);
        released = new CountDownLatch(1);
    }

    synchronized boolean isSetFor(Moment at) {
        return moment == at;
    }

    void pass(Moment at) {
        CountDownLatch until;
        synchronized (this) {
            if (moment != at) {
                return;
            }
            moment = null;
            caught.countDown();
            until = released;
        }
        await(until, HELD_FOR);
    }

    void awaitCatch(Duration within) {
        CountDownLatch until;
        synchronized (this) {
            until = caught;
        }
        if (!await(until, within)) {
            throw new AssertionError("nobody came by within " + within.toSeconds() + " s");
        }
    }

    synchronized void release() {
        moment = null;
        released.countDown();
    }

    private static boolean await(CountDownLatch latch, Duration within) {
        try {
            return latch.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
