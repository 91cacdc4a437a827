package dev.florin.local;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** The same for many at once. */
final class InParallel {
    private InParallel() {}

    /** Comes back when it is done for all; throws the first failure without waiting for the rest. */
    static <T> void forEach(List<T> all, Consumer<T> action) {
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        CompletableFuture<Void> firstFailure = new CompletableFuture<>();
        List<CompletableFuture<Void>> running = all.stream()
                .map(each -> CompletableFuture.runAsync(() -> action.accept(each), executor))
                .toList();
        running.forEach(each -> each.exceptionally(thrown -> {
            firstFailure.completeExceptionally(thrown);
            return null;
        }));
        try {
            CompletableFuture<Void> done = CompletableFuture.allOf(running.toArray(CompletableFuture[]::new));
            CompletableFuture.anyOf(done, firstFailure).join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        } finally {
            executor.shutdown();
        }
    }
}
