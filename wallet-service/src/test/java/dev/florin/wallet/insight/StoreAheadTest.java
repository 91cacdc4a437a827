package dev.florin.wallet.insight;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StoreAheadTest {
    private final ImportOutcome outcome = new ImportOutcome(10);

    @Test
    void oneBatchIsStoredAtATimeAndAllOfThemAreCounted() throws SQLException {
        AtomicInteger atOnce = new AtomicInteger();
        StoreAhead.Batches batches = (_, isLast) -> {
            assertEquals(outcome.view().added() == 19, isLast);
            assertEquals(1, atOnce.incrementAndGet());
            atOnce.decrementAndGet();
            return new FeedStore.Stored(1, 0);
        };
        try (StoreAhead ahead = new StoreAhead(batches, outcome)) {
            for (int i = 0; i < 20; i++) {
                ahead.store(List.of(), i == 19);
            }
            ahead.finish();
        }
        assertEquals(20, outcome.view().added());
    }

    @Test
    void theReaderGoesOnWhileABatchIsStored() throws SQLException {
        CountDownLatch read = new CountDownLatch(1);
        StoreAhead.Batches batches = (_, _) -> {
            try {
                read.await();
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
            return new FeedStore.Stored(1, 0);
        };
        try (StoreAhead ahead = new StoreAhead(batches, outcome)) {
            ahead.store(List.of(), false);
            // Would wait for ever if the batch had to be stored first.
            read.countDown();
            ahead.finish();
        }
        assertEquals(1, outcome.view().added());
    }

    @Test
    void whatFailsIsThrownAtTheNextBatchOrTheEnd() throws SQLException {
        StoreAhead.Batches batches = (_, _) -> {
            throw new SQLException("no more room");
        };
        try (StoreAhead ahead = new StoreAhead(batches, outcome)) {
            ahead.store(List.of(), false);
            assertEquals(
                    "no more room",
                    assertThrows(SQLException.class, () -> ahead.store(List.of(), false))
                            .getMessage());
        }
    }
}
