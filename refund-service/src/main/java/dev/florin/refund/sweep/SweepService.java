package dev.florin.refund.sweep;

import dev.florin.common.api.refund.RefundBatch;
import dev.florin.common.api.refund.Refundable;
import dev.florin.common.id.Ids;
import dev.florin.common.parallel.InParallel;
import dev.florin.common.trace.Traces;
import dev.florin.refund.refund.RefundConfig;
import dev.florin.refund.refund.RefundService;
import dev.florin.refund.source.SourceConfig;
import dev.florin.refund.source.SourceService;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Gives back everything that is due. Every source is swept for itself: one that is down or slow delays no other. */
@Singleton
public class SweepService {
    private static final Duration JOIN_POLL = Duration.ofMillis(50);

    private final List<Sweeper> sweepers;
    private final SweepStore store;
    private final Clock clock;
    private final Duration joinTimeout;

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
        if (owners.source().batchSize() < 1 || owners.source().batchSize() > RefundBatch.MAX_ITEMS) {
            throw new IllegalArgumentException(
                    "florin.refund.source.batch-size is between 1 and " + RefundBatch.MAX_ITEMS);
        }
        this.sweepers = sources.sources().stream()
                .map(source -> new Sweeper(source, refunds, store, config, owners, traces, clock))
                .toList();
        this.store = store;
        this.clock = clock;
        this.joinTimeout = config.joinTimeout();
    }

    /** One for each source. */
    List<Sweeper> sweepers() {
        return sweepers;
    }

    /** Sweeps all sources, or joins the sweeps that are running, as {@link Sweeper#sweep}. */
    public Sweep sweep(String triggeredBy) {
        return sweep(triggeredBy, sweepers);
    }

    /** Sweeps one source alone. */
    Sweep sweep(String triggeredBy, Sweeper sweeper) {
        return sweep(triggeredBy, List.of(sweeper));
    }

    private Sweep sweep(String triggeredBy, List<Sweeper> these) {
        Instant start = clock.instant();
        Tally all = new Tally();
        InParallel.map(these, these.size(), sweeper -> sweeper.sweep(triggeredBy))
                .forEach(all::add);
        Sweep sweep = new Sweep(Ids.fresh(), triggeredBy, start, clock.instant(), all.byReason(), all.unreachable());
        if (sweep.isWorthKeeping()) {
            store.keep(sweep);
        }
        return sweep;
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
}
