package dev.florin.notification.channel;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks for what is due ten times a second, as another node could. The scheduler gives a job one turn a second at most,
 * and most tests of deliveries would wait for several.
 */
@ApplicationScoped
class HastyDeliveryJob {
    private static final Logger LOG = Logger.getLogger(HastyDeliveryJob.class);
    private static final int EVERY_MS = 100;

    private final DeliveryJob job;
    private final ScheduledExecutorService turns =
            Executors.newSingleThreadScheduledExecutor(Thread.ofVirtual().factory());

    HastyDeliveryJob(DeliveryJob job) {
        this.job = job;
    }

    void start(@Observes StartupEvent start) {
        var _ = turns.scheduleWithFixedDelay(this::look, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            job.sendDue();
        } catch (RuntimeException e) {
            // Tests take the database away; what is thrown here would end all further turns.
            LOG.debug("The next turn will find it", e);
        }
    }

    void stop(@Observes ShutdownEvent stop) {
        turns.shutdownNow();
    }
}
