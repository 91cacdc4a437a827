package dev.florin.escrow.payment;

import io.quarkus.scheduler.Scheduled;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Works on stored reports: right after they came, and whenever something was left behind. Any number of replicas. */
@Singleton
public class PaymentJob {
    private static final Logger LOG = Logger.getLogger(PaymentJob.class);

    private final PaymentEventService events;
    private final AtomicLong wanted = new AtomicLong();

    PaymentJob(PaymentEventService events) {
        this.events = events;
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
            List<PaymentEventStore.Taken> taken = events.take();
            while (!taken.isEmpty()) {
                workOn(taken);
                taken = events.take();
            }
        } catch (RuntimeException e) {
            LOG.warnf("Payment events wait: %s", e.toString());
        }
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
