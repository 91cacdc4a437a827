package dev.florin.refund.sweep;

import dev.florin.common.api.refund.RefundBatch;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.id.Ids;
import dev.florin.common.parallel.InParallel;
import dev.florin.common.trace.Traces;
import dev.florin.common.trace.Work;
import dev.florin.refund.refund.Refund;
import dev.florin.refund.refund.RefundConfig;
import dev.florin.refund.refund.RefundService;
import dev.florin.refund.source.Answer;
import dev.florin.refund.source.RefundSource;
import dev.florin.refund.source.SourceConfig;
import io.opentelemetry.api.trace.SpanKind;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Gives back everything that one owner says is due. One sweep of it runs in a replica at a time, and who comes
 * meanwhile joins it; other replicas take other rows.
 */
final class Sweeper {
    private static final Logger LOG = Logger.getLogger(Sweeper.class);

    private static final int POLLS_TO_A_WHOLE = 60;
    private static final Duration OVERLAP = Duration.ofMinutes(1);

    private final RefundSource source;
    private final RefundService refunds;
    private final SweepStore store;
    private final Traces traces;
    private final Clock clock;
    private final Duration lease;
    private final int batchSize;
    private final int callSize;
    private final int concurrency;
    private final AtomicInteger polls = new AtomicInteger();

    // Only the sweep that is running knows of these two.
    private volatile boolean isDown;
    /** Up to when everything that the source owes was known here, if there is more than a page of it. */
    private volatile @Nullable Instant known;

    private @Nullable Run running;
    private long asked;

    /** A sweep under way, and all who wait for its end. */
    private static final class Run {
        private final UUID id = Ids.fresh();
        private final Instant start;
        private volatile boolean isWhole;
        private final CompletableFuture<Tally> result = new CompletableFuture<>();

        /** @param isWhole whether the owner's list is read from its beginning to its end */
        Run(Instant start, boolean isWhole) {
            this.start = start;
            this.isWhole = isWhole;
        }
    }

    Sweeper(
            RefundSource source,
            RefundService refunds,
            SweepStore store,
            RefundConfig config,
            SourceConfig owners,
            Traces traces,
            Clock clock) {
        this.source = source;
        this.refunds = refunds;
        this.store = store;
        this.traces = traces;
        this.clock = clock;
        this.lease = config.lease();
        this.batchSize = config.batchSize();
        this.callSize = owners.source().batchSize();
        this.concurrency = owners.source().concurrency();
    }

    RefundSource source() {
        return source;
    }

    /**
     * Sweeps, or joins the sweep that is running: that one then looks once more, so that what was due when this was
     * called is part of it.
     *
     * @return what all of it did
     */
    Tally sweep(String triggeredBy) {
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

    private Tally swept(String triggeredBy, Run run) {
        Tally tally = new Tally();
        try {
            long seen;
            do {
                seen = asked();
                drain(triggeredBy, run, tally);
            } while (!isLast(seen));
        } finally {
            if (tally.isAtWork()) {
                store.ended(run.id);
            }
        }
        return tally;
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

    private void drain(String triggeredBy, Run run, Tally tally) {
        try {
            boolean goesOn = true;
            int ahead = 0;
            while (goesOn) {
                // Of what several replicas find, each finds only a part anew: asking again before that is given back
                // would have all of them read ever more of what is known.
                int found = ahead > 0 ? ahead : find(run.isWhole);
                List<Refund> taken = refunds.take(source.name(), batchSize, triggeredBy);
                if (!taken.isEmpty()) {
                    tally.begin();
                    store.underWay(run.id, run.start, clock.instant().plus(lease));
                }
                boolean isWell = giveBack(taken, tally);
                boolean isFull = taken.size() == batchSize;
                ahead = isFull ? found - batchSize : 0;
                goesOn = isWell && (found > 0 || isFull);
            }
            if (isDown) {
                isDown = false;
                LOG.infof("%s answers again", source.name());
            }
        } catch (IOException e) {
            tally.unreachable(source.name());
            if (!isDown) {
                isDown = true;
                LOG.warnf("Refunds of %s wait until it can be asked: %s", source.name(), e.getMessage());
            }
        }
    }

    /**
     * What was found before and could not be given back yet stays at the head of the owner's list. A poll jumps behind
     * as much of it as was known the last time; now and then, and whenever somebody orders it, all of it is read.
     */
    private int find(boolean isWhole) throws IOException {
        Work work = traces.beginning("sweep " + source.name());
        try {
            return find(isWhole, String.valueOf(work.traceparent()));
        } finally {
            work.end();
        }
    }

    private int find(boolean isWhole, String trace) throws IOException {
        int limit = batchSize;
        Instant after = null;
        List<Refundable> page = source.due(null, limit);
        int found = refunds.find(source.name(), page, trace);
        while (found == 0 && page.size() == limit && !page.getLast().dueAt().equals(after)) {
            after = behind(page.getLast().dueAt(), isWhole);
            limit = Refundable.Due.MAX_ITEMS;
            page = source.due(after, limit);
            found = refunds.find(source.name(), page, trace);
        }
        if (found == 0 && after != null) {
            known = after;
        }
        return found;
    }

    /** A little before what was known last: who falls due at the same time can be told of a moment later. */
    private Instant behind(Instant read, boolean isWhole) {
        Instant before = isWhole || known == null ? read : known.minus(OVERLAP);
        return before.isAfter(read) ? before : read;
    }

    /** @return whether the owner answers at all: if not, going on would only use up the tries of the next ones */
    private boolean giveBack(List<Refund> taken, Tally tally) {
        List<List<Answer>> answers = InParallel.map(calls(taken), concurrency, call -> {
            List<Answer> said = ask(call);
            refunds.settle(call, said).forEach(tally::count);
            return said;
        });
        return taken.isEmpty()
                || !answers.stream().flatMap(List::stream).allMatch(answer -> answer instanceof Answer.Unknown);
    }

    /**
     * What is asked for in one request. What failed goes again in an eighth of the company each time, and alone in the
     * end: what breaks its owner, or is slow, must not fail others for ever.
     */
    private List<List<Refund>> calls(List<Refund> taken) {
        List<List<Refund>> calls = new ArrayList<>();
        taken.stream()
                .collect(Collectors.groupingBy(Refund::attempts, TreeMap::new, Collectors.toList()))
                .forEach((attempts, alike) -> {
                    int size = Math.max(1, callSize >> Math.min(3 * (attempts - 1), Integer.SIZE - 1));
                    for (int from = 0; from < alike.size(); from += size) {
                        calls.add(alike.subList(from, Math.min(from + size, alike.size())));
                    }
                });
        return calls;
    }

    private List<Answer> ask(List<Refund> refunds) {
        List<Work> works = new ArrayList<>();
        List<RefundBatch.RefundOrder> orders = new ArrayList<>();
        for (Refund refund : refunds) {
            Refund.Thing thing = refund.thing();
            Work work = traces.begin(SpanKind.CLIENT, "refund " + thing.kind(), refund.traceparent());
            works.add(work);
            orders.add(new RefundBatch.RefundOrder(
                    thing.kind(), thing.id(), refund.id().toString(), work.traceparent()));
        }
        List<Answer> answers = source.refund(orders);
        for (int i = 0; i < works.size(); i++) {
            works.get(i)
                    .with("florin.answer", answers.get(i).getClass().getSimpleName())
                    .end();
        }
        return answers;
    }
}
