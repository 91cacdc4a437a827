package dev.florin.common.parallel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Does together what many callers want at once: a round trip, a commit and a lock cost the same for one and for thirty.
 * A lone caller goes at once, alone; while a batch is under way the next one gathers by itself. It does not wait for
 * ever: behind a batch that hangs the next one goes all the same. Safe from any thread.
 *
 * @param <T> what a caller brings
 * @param <R> what it gets
 */
public final class Batcher<T, R> {
    /** More would make who came first wait longer than it saves. */
    private static final int DEFAULT_LIMIT = 64;

    /** A batch that takes longer is in trouble, and those behind it need not share that. */
    private static final Duration PATIENCE = Duration.ofMillis(250);

    private final int limit;
    private final Function<List<T>, List<R>> work;
    private final @Nullable Function<T, ?> key;
    private final Predicate<RuntimeException> isEverybodys;
    private final Queue<Ticket<T, R>> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /** Taken from the queue already, and left for the next batch. Of who makes batches only, and there is one. */
    private List<Ticket<T, R>> left = List.of();

    private record Ticket<T, R>(T item, CompletableFuture<R> result) {}

    /**
     * @param work gives one result per item, in their order; either all of it happens or, if it throws, nothing
     * @param isEverybodys whether a failure would be the same for each of them alone. After any other one each is tried
     *     alone: whoever is to blame must not spoil it for the rest
     */
    public Batcher(Function<List<T>, List<R>> work, Predicate<RuntimeException> isEverybodys) {
        this(DEFAULT_LIMIT, work, isEverybodys, null);
    }

    /** @param key of two items with the same one the second goes with the next batch */
    public Batcher(Function<List<T>, List<R>> work, Predicate<RuntimeException> isEverybodys, Function<T, ?> key) {
        this(DEFAULT_LIMIT, work, isEverybodys, key);
    }

    /**
     * @param limit how many go together at most
     * @param key null if any two may go together
     */
    public Batcher(
            int limit,
            Function<List<T>, List<R>> work,
            Predicate<RuntimeException> isEverybodys,
            @Nullable Function<T, ?> key) {
        this.limit = limit;
        this.work = work;
        this.isEverybodys = isEverybodys;
        this.key = key;
    }

    /**
     * Has it done, with what others bring meanwhile, and waits for that.
     *
     * @throws RuntimeException what the work threw
     */
    public R call(T item) {
        Ticket<T, R> ticket = new Ticket<>(item, new CompletableFuture<>());
        queue.add(ticket);
        if (waiting.getAndIncrement() == 0) {
            Thread.ofVirtual().name("batches").start(this::run);
        }
        try {
            return ticket.result().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** How many have no result yet, or had none a moment ago. */
    int waiting() {
        return waiting.get();
    }

    /** Goes on until nobody waits. */
    private void run() {
        int taken;
        do {
            List<Ticket<T, R>> batch = new ArrayList<>();
            try {
                fill(batch);
                await(Thread.ofVirtual().name("batch").start(() -> doAll(batch)));
            } catch (Throwable failure) {
                // Not even begun. Nobody waits for ever, and who comes next is served.
                fail(batch, failure);
            }
            taken = batch.size();
        } while (waiting.addAndGet(-taken) > 0);
    }

    private static void await(Thread batch) {
        try {
            batch.join(PATIENCE);
        } catch (InterruptedException e) {
            // Nobody has this thread but this class.
            throw new IllegalStateException(e);
        }
    }

    /** Not empty: a ticket is in the queue before it is counted. */
    private void fill(List<Ticket<T, R>> batch) {
        List<Ticket<T, R>> again = new ArrayList<>();
        Set<Object> keys = new HashSet<>();
        Iterator<Ticket<T, R>> before = left.iterator();
        while (batch.size() < limit) {
            Ticket<T, R> ticket = before.hasNext() ? before.next() : queue.poll();
            if (ticket == null) {
                break;
            }
            boolean fits = key == null || keys.add(key.apply(ticket.item()));
            (fits ? batch : again).add(ticket);
        }
        before.forEachRemaining(again::add);
        left = again;
    }

    private void doAll(List<Ticket<T, R>> batch) {
        try {
            List<R> results = work.apply(batch.stream().map(Ticket::item).toList());
            if (results.size() != batch.size()) {
                throw new AssertionError(results.size() + " results for " + batch.size());
            }
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).result().complete(results.get(i));
            }
        } catch (RuntimeException failure) {
            if (batch.size() == 1 || isEverybodys.test(failure)) {
                fail(batch, failure);
            } else {
                batch.forEach(ticket -> doAll(List.of(ticket)));
            }
        } catch (Throwable failure) {
            // Nobody waits for ever, whatever happened.
            fail(batch, failure);
        }
    }

    private static <T, R> void fail(List<Ticket<T, R>> batch, Throwable failure) {
        batch.forEach(ticket -> ticket.result().completeExceptionally(failure));
    }
}
