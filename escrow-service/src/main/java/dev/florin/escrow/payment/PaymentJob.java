package dev.florin.escrow.payment;

import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Works on stored reports: right after they came, and whenever something was left behind. Any number of replicas. It
 * goes as fast as leaves the answers prompt: whoever brings a report waits for one, what it leads to is only awaited.
 */
@Singleton
public class PaymentJob {
    private static final Logger LOG = Logger.getLogger(PaymentJob.class);

    /** What came longer ago has waited enough. */
    static final Duration LATE = Duration.ofSeconds(30);

    /** What there is to work on. */
    interface Reports {
        /** Takes what waits, for as long as a lease; so many at most. */
        List<PaymentEventStore.Taken> take(int limit);

        /** Works on one that was taken; if that cannot be done now, it waits for its next try. */
        void work(PaymentEventStore.Taken taken);
    }

    private final Reports reports;
    private final Clock clock;
    private final AtomicLong wanted = new AtomicLong();
    private final Pace pace;

    PaymentJob(Reports reports, PaymentConfig config, Clock clock) {
        this.reports = reports;
        this.pace = new Pace(config.busyBatch(), config.batch(), config.promptAnswer());
        this.clock = clock;
    }

    /**
     * Says that a report has been stored. Cheap, and never blocks.
     *
     * @param tookNs how long whoever brought it had to wait
     */
    void came(long tookNs) {
        pace.answered(tookNs);
        wake();
    }

    /** Says that a row has been committed. Cheap, and never blocks. */
    public void wake() {
        if (wanted.getAndIncrement() == 0) {
            try {
                Thread.ofVirtual().name("payments").start(this::run);
            } catch (Throwable e) {
                wanted.set(0);
                throw e;
            }
        }
    }

    @Scheduled(every = "${florin.payment.interval}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void look() {
        wake();
    }

    /** Goes on until nobody has called since it looked last. */
    private void run() {
        long seen = wanted.get();
        do {
            seen = wanted.get();
            drain();
        } while (!wanted.compareAndSet(seen, 0));
    }

    private void drain() {
        try {
            List<PaymentEventStore.Taken> taken = reports.take(pace.batch());
            while (!taken.isEmpty()) {
                long start = System.nanoTime();
                pace.begins();
                workOn(taken);
                long rest = pace.restNs(System.nanoTime() - start, taken.size());
                boolean late = isLate(taken);
                LockSupport.parkNanos(late ? 0 : rest);
                taken = reports.take(late ? pace.most() : pace.batch());
            }
        } catch (RuntimeException e) {
            LOG.warnf("Payment events wait: %s", e.toString());
        } catch (Error e) {
            // Reports keep their rows; the next call begins anew, instead of waiting for this one for ever.
            LOG.errorf(e, "Payment events wait");
        }
    }

    /** A flood that does not end is worked off all the same. */
    private boolean isLate(List<PaymentEventStore.Taken> taken) {
        Instant late = clock.instant().minus(LATE);
        return taken.stream().anyMatch(one -> one.event().receivedAt().isBefore(late));
    }

    /** Side by side, so that one that waits for the ledger delays the others by its time and not by the sum. */
    private void workOn(List<PaymentEventStore.Taken> taken) {
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            taken.forEach(one -> workers.execute(() -> work(one)));
        }
    }

    private void work(PaymentEventStore.Taken one) {
        try {
            reports.work(one);
        } catch (RuntimeException e) {
            // The database is away: it is taken again after its lease.
            LOG.warnf("Payment event %s waits: %s", one.event().id(), e.toString());
        }
    }
}
