package dev.florin.notification.inbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lets concurrent callers share a commit. Who comes while nobody works, works at once and alone; who comes meanwhile
 * waits, and the next to work takes along all that wait. A commit costs a flush of the disk, and feeds stay locked
 * until it is through: sharing it is what lets many small batches pass.
 *
 * @param <T> what is handed in
 */
final class GroupCommit<T> {
    private final int maxItems;
    private final Consumer<List<T>> work;
    private final ConcurrentLinkedQueue<Call<T>> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock turn = new ReentrantLock(true);

    /** One caller's share; touched under the lock only. */
    private static final class Call<T> {
        final List<T> items;
        boolean done;

        @Nullable
        RuntimeException failure;

        Call(List<T> items) {
            this.items = items;
        }
    }

    /**
     * @param maxItems that are worked at together, unless one caller brings more
     * @param work all or nothing, and harmless when repeated
     */
    GroupCommit(int maxItems, Consumer<List<T>> work) {
        this.maxItems = maxItems;
        this.work = work;
    }

    /** Returns when the items are through; throws what their own work threw, and nobody else's. */
    void run(List<T> items) {
        Call<T> own = new Call<>(items);
        waiting.add(own);
        turn.lock();
        try {
            while (!own.done) {
                together(nextGroup());
            }
        } finally {
            turn.unlock();
        }
        if (own.failure != null) {
            throw own.failure;
        }
    }

    private List<Call<T>> nextGroup() {
        List<Call<T>> group = new ArrayList<>();
        int items = 0;
        for (Call<T> next = waiting.peek(); next != null; next = waiting.peek()) {
            items += next.items.size();
            if (!group.isEmpty() && items > maxItems) {
                break;
            }
            group.add(next);
            waiting.remove();
        }
        return group;
    }

    /** If the group fails, each has its own try. */
    private void together(List<Call<T>> group) {
        if (group.size() == 1) {
            alone(group.getFirst());
            return;
        }
        List<T> all = new ArrayList<>();
        group.forEach(call -> all.addAll(call.items));
        try {
            work.accept(all);
            group.forEach(call -> call.done = true);
        } catch (RuntimeException e) {
            group.forEach(this::alone);
        }
    }

    private void alone(Call<T> call) {
        try {
            work.accept(call.items);
        } catch (RuntimeException e) {
            call.failure = e;
        } finally {
            call.done = true;
        }
    }
}
