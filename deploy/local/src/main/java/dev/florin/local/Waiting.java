package dev.florin.local;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/** Waits for a process to get ready, but not for ever, not for a dead one, and not once everything is being stopped. */
final class Waiting {
    private final Duration within;
    private final AtomicBoolean stopping;

    Waiting(Duration within, AtomicBoolean stopping) {
        this.within = within;
        this.stopping = stopping;
    }

    /**
     * @throws StartException if the process ends first, or the time is up; with the end of its log
     * @throws CancellationException if the system is being stopped
     */
    void until(Duration tryAgainAfter, ChildProcess process, BooleanSupplier ready) {
        long deadline = System.nanoTime() + within.toNanos();
        while (!ready.getAsBoolean()) {
            if (stopping.get()) {
                throw new CancellationException("stopped while starting");
            }
            if (!process.isAlive()) {
                throw new StartException(process.obituary());
            }
            if (System.nanoTime() > deadline) {
                throw new StartException(process.obituary());
            }
            try {
                Thread.sleep(tryAgainAfter);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StartException("interrupted", e);
            }
        }
    }
}
