package dev.florin.wallet.history;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Makes room for the months that come, and writes down what stood at the end of those that are over. Replicas may do it
 * at the same time: one does it, the others find it done.
 */
@Singleton
public class MonthJob {
    private static final Logger LOG = Logger.getLogger(MonthJob.class);

    private final MonthStore store;
    private final HistoryConfig config;
    private final Clock clock;
    private final AtomicLong outside = new AtomicLong();
    private final AtomicInteger ahead = new AtomicInteger();

    MonthJob(MonthStore store, HistoryConfig config, Clock clock, MeterRegistry metrics) {
        this.store = store;
        this.config = config;
        this.clock = clock;
        Gauge.builder("ledger_entries_outside_months", outside, AtomicLong::get)
                .description("Entries that lie in no month's partition, counted up to 1000")
                .register(metrics);
        Gauge.builder("ledger_months_ahead", ahead, AtomicInteger::get)
                .description("Months after this one that have their partition")
                .register(metrics);
    }

    @Scheduled(every = "${florin.history.partition-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void run() {
        long elsewhere = makeRoom();
        outside.set(elsewhere);
        if (elsewhere > 0) {
            LOG.warnf("Entries lie outside of every month's partition: %d, or more", elsewhere);
        }
        int closed = store.close(clock.instant().minus(config.closingMargin()));
        if (closed > 0) {
            LOG.infof("Months closed: %d", closed);
        }
    }

    /** Operators are told how far ahead it is above all when it fails. */
    private long makeRoom() {
        try {
            return store.make(clock.instant(), config.monthsAhead());
        } finally {
            ahead.set(store.ahead(clock.instant()));
        }
    }
}
