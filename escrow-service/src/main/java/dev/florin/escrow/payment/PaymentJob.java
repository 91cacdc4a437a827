package dev.florin.escrow.payment;

import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * Works on stored reports: right after they came, and whenever something was left behind. Any number of replicas. While
 * more keep coming it goes in small steps and rests in between: whoever brings one waits for an answer, what it leads
 * to is only awaited.
 */
@Singleton
public class PaymentJob {
    private static final Logger LOG = Logger.getLogger(PaymentJob.class);

    /** So long after the last one more are to be expected. */
    private static final Duration CALM = Duration.ofMillis(100);

    /** The longest rest. */
    private static final Duration REST = Duration.ofMillis(50);

    /** What came longer ago has waited enough. */
    private static final Duration LATE = Duration.ofSeconds(5);

    private final PaymentEventService events;
    private final Clock clock;
    private final AtomicLong wanted = new AtomicLong();
    private volatile long lastCameNs = System.nanoTime() - CALM.toNanos();

    PaymentJob(PaymentEventService events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    /** Says that a report has come in. Cheap, and never blocks. */
    void came() {
        lastCameNs = System.nanoTime();
        wake();
    }

    /** Says that a row has been committed. Cheap, and never blocks. */
    public void wake() {
        if (wanted.getAndIncrement() == 0) {
            Thread.ofVirtual().name("payments").start(this::run);
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
            List<PaymentEventStore.Taken> taken = take(false);
            while (!taken.isEmpty()) {
                long start = System.nanoTime();
                workOn(taken);
                if (isBusy()) {
                    LockSupport.parkNanos(Math.min(System.nanoTime() - start, REST.toNanos()));
                }
                taken = take(isLate(taken));
            }
        } catch (RuntimeException e) {
            LOG.warnf("Payment events wait: %s", e.toString());
        }
    }

    private List<PaymentEventStore.Taken> take(boolean isLate) {
        return events.take(isBusy() && !isLate);
    }

    /** A flood that does not end is worked off all the same. */
    private boolean isLate(List<PaymentEventStore.Taken> taken) {
        return taken.getFirst().event().receivedAt().isBefore(clock.instant().minus(LATE));
    }

    private boolean isBusy() {
        return System.nanoTime() - lastCameNs < CALM.toNanos();
    }

    /** Side by side, so that one that waits for the ledger delays the others by its time and not by the sum. */
    private void workOn(List<PaymentEventStore.Taken> taken) {
        try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
            taken.forEach(one -> workers.execute(() -> work(one)));
        }
    }

    private void work(PaymentEventStore.Taken one) {
        try {
            events.work(one);
        } catch (RuntimeException e) {
            // The database is away: it is taken again after its lease.
            LOG.warnf("Payment event %s waits: %s", one.event().id(), e.toString());
        }
    }
}
