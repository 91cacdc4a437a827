package dev.florin.systemtest;

import dev.florin.local.Training;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The services start more than a hundred times in these tests. So they learn to start in half the time first, as
 * {@code make fast-start} teaches them: that is tested along with it.
 */
final class Trained {
    private static boolean done;

    private Trained() {}

    static synchronized void ensure() {
        if (done) {
            return;
        }
        // Once: what did not work is not tried again before each test.
        done = true;
        try {
            if (Training.isWanted()) {
                Training.run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
