package dev.florin.common.parallel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BatcherTest {
    private static final int LIMIT = 10;
    private static final int MANY = 2_000;

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final List<List<Integer>> batches = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch gate = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(1);

    @AfterEach
    void open() {
        gate.countDown();
        callers.close();
    }

    @Test
    void whatComesWhileABatchIsUnderWayGoesTogether() throws Exception {
        Batcher<Integer, Integer> batcher = new Batcher<>(LIMIT, this::behindTheGate, _ -> false, null);
        List<Future<Integer>> results = calls(batcher, List.of(0));
        entered.await();
        results.addAll(calls(batcher, List.of(1, 2, 3)));
        while (batcher.waiting() < 4 && batches.isEmpty()) {
            Thread.onSpinWait();
        }
        gate.countDown();
        assertEquals(List.of(0, 2, 4, 6), values(results));
        assertTrue(batches.size() <= 3, batches.toString());
    }

    @Test
    void aBatchThatHangsDoesNotHoldUpTheNext() throws Exception {
        Batcher<Integer, Integer> batcher = new Batcher<>(LIMIT, this::behindTheGate, _ -> false, null);
        List<Future<Integer>> hanging = calls(batcher, List.of(0));
        entered.await();
        assertEquals(2, batcher.call(1));
        gate.countDown();
        assertEquals(List.of(0), values(hanging));
    }

    @Test
    void everybodyGetsTheirOwnAndNoBatchIsLargerThanAllowed() throws Exception {
        Batcher<Integer, Integer> batcher = new Batcher<>(LIMIT, this::doubled, _ -> false, null);
        List<Integer> all = IntStream.range(0, MANY).boxed().toList();
        List<Integer> results = values(calls(batcher, all));
        assertEquals(all.stream().map(i -> 2 * i).toList(), results);
        assertEquals(MANY, batches.stream().mapToInt(List::size).sum());
        assertTrue(batches.stream().allMatch(batch -> batch.size() <= LIMIT));
    }

    @Test
    void noTwoOfTheSameGoTogether() throws Exception {
        Batcher<Integer, Integer> batcher = new Batcher<>(this::behindTheGate, _ -> false, item -> item % 2);
        List<Future<Integer>> first = calls(batcher, List.of(0));
        entered.await();
        List<Future<Integer>> results = calls(batcher, List.of(1, 2, 3, 4, 5));
        gate.countDown();
        assertEquals(List.of(0), values(first));
        assertEquals(List.of(2, 4, 6, 8, 10), values(results));
        for (List<Integer> batch : batches) {
            assertEquals(
                    batch.size(),
                    batch.stream().map(item -> item % 2).distinct().count(),
                    batch.toString());
        }
    }

    @Test
    void whoIsToBlameFailsAlone() throws Exception {
        Batcher<Integer, Integer> batcher = new Batcher<>(LIMIT, this::behindTheGate, _ -> false, null);
        List<Future<Integer>> first = calls(batcher, List.of(0));
        entered.await();
        List<Future<Integer>> results = calls(batcher, List.of(1, -1, 2));
        gate.countDown();
        assertEquals(List.of(0), values(first));
        assertEquals(2, results.getFirst().get());
        assertEquals(4, results.getLast().get());
        assertThrows(ExecutionException.class, () -> results.get(1).get());
    }

    @Test
    void whatConcernsEverybodyIsNotTriedForEach() throws Exception {
        Batcher<Integer, Integer> batcher = new Batcher<>(LIMIT, this::behindTheGate, _ -> true, null);
        List<Future<Integer>> first = calls(batcher, List.of(0));
        entered.await();
        List<Future<Integer>> results = calls(batcher, List.of(-1, -1, -1));
        gate.countDown();
        assertEquals(List.of(0), values(first));
        for (Future<Integer> result : results) {
            assertThrows(ExecutionException.class, result::get);
        }
        assertEquals(4, batches.stream().mapToInt(List::size).sum());
    }

    private List<Future<Integer>> calls(Batcher<Integer, Integer> batcher, List<Integer> items) {
        List<Future<Integer>> results = new ArrayList<>();
        items.forEach(item -> results.add(callers.submit(() -> batcher.call(item))));
        return results;
    }

    private static List<Integer> values(List<Future<Integer>> results) throws Exception {
        List<Integer> values = new ArrayList<>();
        for (Future<Integer> result : results) {
            values.add(result.get());
        }
        return values;
    }

    private List<Integer> behindTheGate(List<Integer> batch) {
        if (batch.contains(0)) {
            entered.countDown();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return doubled(batch);
    }

    private List<Integer> doubled(List<Integer> batch) {
        batches.add(batch);
        if (batch.contains(-1)) {
            throw new IllegalArgumentException("refused");
        }
        return batch.stream().map(i -> 2 * i).toList();
    }
}
