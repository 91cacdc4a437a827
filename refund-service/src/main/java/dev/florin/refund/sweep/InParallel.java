package dev.florin.refund.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Work that is done side by side, so much of it at a time. */
final class InParallel {
    private InParallel() {}

    /** Does all of it, and throws the first failure when all has ended. */
    static void run(List<Runnable> work, int atATime) {
        Semaphore free = new Semaphore(atATime);
        List<Future<?>> started = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Runnable task : work) {
                free.acquireUninterruptibly();
                started.add(threads.submit(() -> {
                    try {
                        task.run();
                    } finally {
                        free.release();
                    }
                }));
            }
        }
        for (Future<?> task : started) {
            if (task.state() == Future.State.FAILED) {
                throw failure(task.exceptionNow());
            }
        }
    }

    private static RuntimeException failure(Throwable cause) {
        return cause instanceof RuntimeException failure ? failure : new IllegalStateException(cause);
    }
}
