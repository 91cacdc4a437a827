package dev.florin.wallet.insight;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Stores one batch of lines while the next one is read: the reader and the database wait for each other at most once
 * per batch, and never are more than two in memory. Batches are stored in their order, one at a time.
 */
final class StoreAhead implements AutoCloseable {
    private final Batches batches;
    private final ImportOutcome outcome;
    private final ExecutorService thread = Executors.newVirtualThreadPerTaskExecutor();
    private @Nullable Future<FeedStore.Stored> underWay;

    StoreAhead(Batches batches, ImportOutcome outcome) {
        this.batches = batches;
        this.outcome = outcome;
    }

    /** Takes in what a batch has become. */
    @FunctionalInterface
    interface Batches {
        /** @param isLast whether no other one follows */
        FeedStore.Stored store(List<FeedItem> items, boolean isLast) throws SQLException;
    }

    /** Waits for the batch before and begins with this one. */
    void store(List<FeedItem> items, boolean isLast) throws SQLException {
        finish();
        underWay = thread.submit(() -> batches.store(items, isLast));
    }

    /** Waits until all that was given is stored. */
    void finish() throws SQLException {
        Future<FeedStore.Stored> waited = underWay;
        underWay = null;
        if (waited == null) {
            return;
        }
        try {
            outcome.stored(waited.get());
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case SQLException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case null, default -> throw new IllegalStateException("a batch could not be stored", e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while a batch is stored", "08000", e);
        }
    }

    /** Waits for what is under way, whatever becomes of it: nobody else may use its connection before. */
    @Override
    public void close() {
        thread.close();
    }
}
