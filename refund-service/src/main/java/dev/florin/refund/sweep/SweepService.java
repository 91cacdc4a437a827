package dev.florin.refund.sweep;

import dev.florin.common.api.refund.Refundable;
import dev.florin.common.id.Ids;
import dev.florin.common.trace.TraceParent;
import dev.florin.refund.refund.Refund;
import dev.florin.refund.refund.RefundConfig;
import dev.florin.refund.refund.RefundService;
import dev.florin.refund.source.Answer;
import dev.florin.refund.source.RefundSource;
import dev.florin.refund.source.SourceConfig;
import dev.florin.refund.source.SourceService;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gives back everything that is due. One sweep runs in a replica at a time, and who comes meanwhile joins it; other
 * replicas take other rows. Sources are worked on in parallel: one that is down or slow delays nobody else's money.
 */
@Singleton
public class SweepService {
    private static final Logger LOG = Logger.getLogger(SweepService.class);

    private final SourceService sources;
    private final RefundService refunds;
    private final SweepStore store;
    private final Clock clock;
    private final int batchSize;
    private final int concurrency;
    private final Set<String> down = ConcurrentHashMap.newKeySet();
    private @Nullable Run running;
    private long asked;

    /** A sweep under way, and all who wait for its end. */
    private static final class Run {
        private final CompletableFuture<Sweep> result = new CompletableFuture<>();
    }

    SweepService(
            SourceService sources,
            RefundService refunds,
            SweepStore store,
            RefundConfig config,
            SourceConfig owners,
            Clock clock) {
        if (config.batchSize() < 1 || config.batchSize() > Refundable.Due.MAX_ITEMS) {
            throw new IllegalArgumentException("REFUND_BATCH_SIZE is between 1 and " + Refundable.Due.MAX_ITEMS);
        }
        this.sources = sources;
        this.refunds = refunds;
        this.store = store;
        this.clock = clock;
        this.batchSize = config.batchSize();
        this.concurrency = owners.source().concurrency();
    }

    /**
     * Sweeps, or joins the sweep that is running: that one then looks once more, so that what was due when this was
     * called is part of it.
     */
    public Sweep sweep(String triggeredBy) {
        Run mine = new Run();
        Run current = joinOrStart(mine);
        if (current == mine) {
            run(triggeredBy, mine);
        }
        try {
            return current.result.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }

    /** When a sweep of any replica ended last. */
    public Optional<Instant> lastRun() {
        return store.lastRun();
    }

    private synchronized Run joinOrStart(Run mine) {
        asked++;
        if (running == null) {
            running = mine;
        }
        return running;
    }

    private void run(String triggeredBy, Run mine) {
        try {
            mine.result.complete(swept(triggeredBy));
        } catch (RuntimeException | Error e) {
            mine.result.completeExceptionally(e);
        } finally {
            end(mine);
        }
    }

    private Sweep swept(String triggeredBy) {
        Instant start = clock.instant();
        Tally tally = new Tally();
        long seen;
        do {
            seen = asked();
            allSources(triggeredBy, tally);
        } while (!isLast(seen));
        Sweep sweep =
                new Sweep(Ids.fresh(), triggeredBy, start, clock.instant(), tally.byReason(), tally.unreachable());
        if (sweep.isWorthKeeping()) {
            store.keep(sweep);
        }
        return sweep;
    }

    private synchronized long asked() {
        return asked;
    }

    /** From here on nobody can join. */
    private synchronized boolean isLast(long seen) {
        if (asked != seen) {
            return false;
        }
        running = null;
        return true;
    }

    /** After a failure nobody has said yet that it is over. */
    private synchronized void end(Run mine) {
        if (running == mine) {
            running = null;
        }
    }

    private void allSources(String triggeredBy, Tally tally) {
        List<Runnable> work = new ArrayList<>();
        for (RefundSource source : sources.sources()) {
            work.add(() -> drain(source, triggeredBy, tally));
        }
        inParallel(work, work.size());
    }

    private void drain(RefundSource source, String triggeredBy, Tally tally) {
        try {
            boolean goesOn = true;
            while (goesOn) {
                int found = find(source);
                List<Refund> taken = refunds.take(source.name(), batchSize, triggeredBy);
                boolean isWell = giveBack(source, taken, tally);
                goesOn = isWell && (found > 0 || taken.size() == batchSize);
            }
            if (down.remove(source.name())) {
                LOG.infof("%s answers again", source.name());
            }
        } catch (IOException e) {
            tally.unreachable(source.name());
            if (down.add(source.name())) {
                LOG.warnf("Refunds of %s wait until it can be asked: %s", source.name(), e.getMessage());
            }
        }
    }

    /** What was found before and could not be given back yet stays at the head of the list: look behind it. */
    private int find(RefundSource source) throws IOException {
        String trace = TraceParent.start().toString();
        int limit = batchSize;
        Instant after = null;
        List<Refundable> page = source.due(null, limit);
        int found = refunds.find(source.name(), page, trace);
        while (found == 0 && page.size() == limit && !page.getLast().dueAt().equals(after)) {
            after = page.getLast().dueAt();
            limit = Refundable.Due.MAX_ITEMS;
            page = source.due(after, limit);
            found = refunds.find(source.name(), page, trace);
        }
        return found;
    }

    /** @return whether the owner answers at all: if not, going on would only use up the tries of the next ones */
    private boolean giveBack(RefundSource source, List<Refund> taken, Tally tally) {
        Set<Refund> unknown = ConcurrentHashMap.newKeySet();
        List<Runnable> work = new ArrayList<>();
        for (Refund refund : taken) {
            work.add(() -> {
                Refund.Thing thing = refund.thing();
                Answer answer = source.refund(thing.kind(), thing.id(), refund.id(), refund.traceparent());
                if (answer instanceof Answer.Unknown) {
                    unknown.add(refund);
                }
                refunds.settle(refund, answer).ifPresent(outcome -> tally.count(refund, outcome));
            });
        }
        inParallel(work, concurrency);
        return taken.isEmpty() || unknown.size() < taken.size();
    }

    /** Does all of it, so many at a time, and throws the first failure when all has ended. */
    private static void inParallel(List<Runnable> work, int atATime) {
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
