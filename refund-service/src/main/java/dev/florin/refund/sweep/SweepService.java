package dev.florin.refund.sweep;

import dev.florin.common.api.refund.Refundable;
import dev.florin.common.id.Ids;
import dev.florin.common.trace.TraceLog;
import dev.florin.common.trace.Traces;
import dev.florin.common.trace.Work;
import dev.florin.refund.refund.Refund;
import dev.florin.refund.refund.RefundConfig;
import dev.florin.refund.refund.RefundService;
import dev.florin.refund.source.Answer;
import dev.florin.refund.source.RefundSource;
import dev.florin.refund.source.SourceConfig;
import dev.florin.refund.source.SourceService;
import io.opentelemetry.api.trace.SpanKind;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gives back everything that is due. One sweep runs in a replica at a time, and who comes meanwhile joins it; other
 * replicas take other rows. Sources are worked on in parallel: one that is down or slow delays nobody else's money.
 */
@Singleton
public class SweepService {
    private static final Logger LOG = Logger.getLogger(SweepService.class);

    private static final Duration JOIN_POLL = Duration.ofMillis(50);
    private static final int POLLS_TO_A_WHOLE = 60;
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    private final SourceService sources;
    private final RefundService refunds;
    private final SweepStore store;
    private final Traces traces;
    private final Clock clock;
    private final Duration lease;
    private final Duration joinTimeout;
    private final int batchSize;
    private final int concurrency;
    private final Set<String> down = ConcurrentHashMap.newKeySet();
    /** Up to when everything that a source owes was known here, where there is more than a page of it. */
    private final Map<String, Instant> known = new ConcurrentHashMap<>();

    private final AtomicInteger polls = new AtomicInteger();
    private @Nullable Run running;
    private long asked;

    /** A sweep under way, and all who wait for its end. */
    private static final class Run {
        private final UUID id = Ids.fresh();
        private final Instant start;
        private volatile boolean isWhole;
        private final CompletableFuture<Sweep> result = new CompletableFuture<>();

        /** @param isWhole whether the owners' lists are read from their beginning to their end */
        Run(Instant start, boolean isWhole) {
            this.start = start;
            this.isWhole = isWhole;
        }
    }

    SweepService(
            SourceService sources,
            RefundService refunds,
            SweepStore store,
            RefundConfig config,
            SourceConfig owners,
            Traces traces,
            Clock clock) {
        if (config.batchSize() < 1 || config.batchSize() > Refundable.Due.MAX_ITEMS) {
            throw new IllegalArgumentException("REFUND_BATCH_SIZE is between 1 and " + Refundable.Due.MAX_ITEMS);
        }
        this.sources = sources;
        this.refunds = refunds;
        this.store = store;
        this.traces = traces;
        this.clock = clock;
        this.lease = config.lease();
        this.joinTimeout = config.joinTimeout();
        this.batchSize = config.batchSize();
        this.concurrency = owners.source().concurrency();
    }

    /**
     * Sweeps, or joins the sweep that is running: that one then looks once more, so that what was due when this was
     * called is part of it.
     */
    public Sweep sweep(String triggeredBy) {
        boolean isWhole = !triggeredBy.equals(Sweep.POLL) || polls.incrementAndGet() % POLLS_TO_A_WHOLE == 0;
        Run mine = new Run(clock.instant(), isWhole);
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

    /**
     * Sweeps, and waits for what other replicas have in hand meanwhile.
     *
     * @return what all of them did since the first of these sweeps began
     */
    public Sweep process(String triggeredBy) {
        Instant called = clock.instant();
        Instant from = store.underWaySince(called).filter(called::isAfter).orElse(called);
        Sweep mine = sweep(triggeredBy);
        awaitOthers(clock.instant());
        return new Sweep(mine.id(), triggeredBy, from, clock.instant(), store.since(from), mine.unreachable());
    }

    /** Those that began before; later ones take what was not due when this was ordered. */
    private void awaitOthers(Instant before) {
        Instant patience = before.plus(joinTimeout);
        while (isAnyOlder(before) && clock.instant().isBefore(patience)) {
            try {
                Thread.sleep(JOIN_POLL);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean isAnyOlder(Instant than) {
        return store.underWaySince(clock.instant()).filter(than::isAfter).isPresent();
    }

    /** When a sweep of any replica ended last. */
    public Optional<Instant> lastRun() {
        return store.lastRun();
    }

    private synchronized Run joinOrStart(Run mine) {
        asked++;
        if (running == null) {
            running = mine;
        } else if (mine.isWhole) {
            // Who ordered everything gets everything, also from a poll that was under way: it looks once more.
            running.isWhole = true;
        }
        return running;
    }

    private void run(String triggeredBy, Run mine) {
        try {
            mine.result.complete(swept(triggeredBy, mine));
        } catch (RuntimeException | Error e) {
            mine.result.completeExceptionally(e);
        } finally {
            end(mine);
        }
    }

    private Sweep swept(String triggeredBy, Run run) {
        Tally tally = new Tally();
        try {
            long seen;
            do {
                seen = asked();
                allSources(triggeredBy, run, tally);
            } while (!isLast(seen));
        } finally {
            if (tally.isAtWork()) {
                store.ended(run.id);
            }
        }
        Sweep sweep = new Sweep(run.id, triggeredBy, run.start, clock.instant(), tally.byReason(), tally.unreachable());
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

    private void allSources(String triggeredBy, Run run, Tally tally) {
        List<Runnable> work = new ArrayList<>();
        for (RefundSource source : sources.sources()) {
            work.add(() -> drain(source, triggeredBy, run, tally));
        }
        InParallel.run(work, work.size());
    }

    private void drain(RefundSource source, String triggeredBy, Run run, Tally tally) {
        try {
            boolean goesOn = true;
            while (goesOn) {
                int found = find(source, run.isWhole);
                List<Refund> taken = refunds.take(source.name(), batchSize, triggeredBy);
                if (!taken.isEmpty()) {
                    tally.begin();
                    store.underWay(run.id, run.start, clock.instant().plus(lease));
                }
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

    /**
     * What was found before and could not be given back yet stays at the head of the owner's list. A poll jumps behind
     * as much of it as was known the last time; now and then, and whenever somebody orders it, all of it is read.
     */
    private int find(RefundSource source, boolean isWhole) throws IOException {
        Work work = traces.beginning("sweep " + source.name());
        try {
            return find(source, isWhole, String.valueOf(work.traceparent()));
        } finally {
            work.end();
        }
    }

    private int find(RefundSource source, boolean isWhole, String trace) throws IOException {
        int limit = batchSize;
        Instant after = null;
        List<Refundable> page = source.due(null, limit);
        int found = refunds.find(source.name(), page, trace);
        while (found == 0 && page.size() == limit && !page.getLast().dueAt().equals(after)) {
            after = behind(source, page.getLast().dueAt(), isWhole);
            limit = Refundable.Due.MAX_ITEMS;
            page = source.due(after, limit);
            found = refunds.find(source.name(), page, trace);
        }
        if (found == 0 && after != null) {
            known.put(source.name(), after);
        }
        return found;
    }

    /** A little before what was known last: who falls due at the same time can be told of a moment later. */
    private Instant behind(RefundSource source, Instant read, boolean isWhole) {
        Instant before =
                isWhole ? read : known.getOrDefault(source.name(), read).minus(OVERLAP);
        return before.isAfter(read) ? before : read;
    }

    /** @return whether the owner answers at all: if not, going on would only use up the tries of the next ones */
    private boolean giveBack(RefundSource source, List<Refund> taken, Tally tally) {
        Set<Refund> unknown = ConcurrentHashMap.newKeySet();
        List<Runnable> work = new ArrayList<>();
        for (Refund refund : taken) {
            work.add(() -> TraceLog.during(refund.traceparent(), () -> {
                Answer answer = ask(source, refund);
                if (answer instanceof Answer.Unknown) {
                    unknown.add(refund);
                }
                refunds.settle(refund, answer).ifPresent(outcome -> tally.count(refund, outcome));
            }));
        }
        InParallel.run(work, concurrency);
        return taken.isEmpty() || unknown.size() < taken.size();
    }

    private Answer ask(RefundSource source, Refund refund) {
        Refund.Thing thing = refund.thing();
        Work work = traces.begin(SpanKind.CLIENT, "refund " + thing.kind(), refund.traceparent());
        Answer answer = source.refund(thing.kind(), thing.id(), refund.id(), String.valueOf(work.traceparent()));
        work.with("florin.answer", answer.getClass().getSimpleName()).end();
        return answer;
    }
}
