package dev.florin.wallet.history;

import io.quarkus.scheduler.Scheduled;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;
import java.time.Clock;
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

    MonthJob(MonthStore store, HistoryConfig config, Clock clock) {
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    @Scheduled(every = "${florin.history.partition-interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @RunOnVirtualThread
    void run() {
        long elsewhere = store.make(clock.instant(), config.monthsAhead());
        if (elsewhere > 0) {
            LOG.warnf("Entries lie outside of every month's partition: %d, or more", elsewhere);
        }
        int closed = store.close(clock.instant().minus(config.closingMargin()));
        if (closed > 0) {
            LOG.infof("Months closed: %d", closed);
        }
    }
}
