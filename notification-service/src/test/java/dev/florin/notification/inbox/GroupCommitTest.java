package dev.florin.notification.inbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    @Test
    void everyItemIsWorkedAtOnceAndSomeTogether() throws Exception {
        List<List<Integer>> groups = new CopyOnWriteArrayList<>();
        GroupCommit<Integer> commit = new GroupCommit<>(10, items -> groups.add(List.copyOf(items)));
        List<Future<?>> calls = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1000; i++) {
                int item = i;
                calls.add(threads.submit(() -> commit.run(List.of(item))));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        }
        assertEquals(
                java.util.stream.IntStream.range(0, 1000).boxed().toList(),
                groups.stream().flatMap(List::stream).sorted().toList());
        assertTrue(groups.stream().allMatch(group -> group.size() <= 10));
    }

    @Test
    void oneCallersFailureIsNotAnothers() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        List<Integer> kept = new CopyOnWriteArrayList<>();
        GroupCommit<Integer> commit = new GroupCommit<>(10, items -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (items.contains(13)) {
                throw new IllegalArgumentException("13");
            }
            kept.addAll(items);
        });
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> first = threads.submit(() -> commit.run(List.of(1)));
            Future<?> bad = threads.submit(() -> commit.run(List.of(13)));
            Future<?> good = threads.submit(() -> commit.run(List.of(2)));
            gate.countDown();
            first.get();
            good.get();
            assertInstanceOf(
                    IllegalArgumentException.class,
                    assertThrows(ExecutionException.class, bad::get).getCause());
        }
        assertEquals(List.of(1, 2), kept.stream().sorted().toList());
    }
}
