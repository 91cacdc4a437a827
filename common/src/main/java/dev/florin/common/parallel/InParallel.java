package dev.florin.common.parallel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/** Work that is done side by side, so much of it at a time. */
public final class InParallel {
    private InParallel() {}

    /** Does something with each, and throws the first failure when all have ended. */
    public static <T> void forEach(List<T> all, int atATime, Consumer<? super T> work) {
        List<Boolean> _ = map(all, atATime, one -> {
            work.accept(one);
            return true;
        });
    }

    /**
     * Makes something of each.
     *
     * @return in the order of what it was made of
     * @throws RuntimeException the first failure, when all have ended
     */
    public static <T, R> List<R> map(List<T> all, int atATime, Function<? super T, R> work) {
        return map(all, new Semaphore(atATime), work);
    }

    /** The same, for work that shares with other work how much of it is done at a time. */
    public static <T, R> List<R> map(List<T> all, Semaphore free, Function<? super T, R> work) {
        if (all.size() == 1) {
            free.acquireUninterruptibly();
            return List.of(releasing(free, work, all.getFirst()));
        }
        List<Future<R>> started = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (T one : all) {
                free.acquireUninterruptibly();
                Callable<R> task = () -> releasing(free, work, one);
                started.add(threads.submit(task));
            }
        }
        return started.stream().map(InParallel::result).toList();
    }

    private static <T, R> R releasing(Semaphore free, Function<? super T, R> work, T one) {
        try {
            return work.apply(one);
        } finally {
            free.release();
        }
    }

    private static <R> R result(Future<R> ended) {
        if (ended.state() == Future.State.FAILED) {
            throw ended.exceptionNow() instanceof RuntimeException failure
                    ? failure
                    : new IllegalStateException(ended.exceptionNow());
        }
        return ended.resultNow();
    }
}
