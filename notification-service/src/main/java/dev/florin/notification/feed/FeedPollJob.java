package dev.florin.notification.feed;

import dev.florin.common.database.DatabaseException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** {@linkplain Feed#poll Looks} all the time, whichever broker there is: hints may get lost, notices may not. */
@Singleton
public class FeedPollJob {
    private static final Logger LOG = Logger.getLogger(FeedPollJob.class);

    private final Feed feed;
    private final FeedConfig config;
    private volatile boolean running;
    private @Nullable Thread thread;

    FeedPollJob(Feed feed, FeedConfig config) {
        this.feed = feed;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        start();
    }

    void stop(@Observes ShutdownEvent event) {
        stop();
    }

    void start() {
        running = true;
        thread = Thread.ofVirtual().name("feed-poller").start(this::poll);
    }

    void stop() {
        running = false;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void poll() {
        while (running) {
            try {
                feed.poll();
                Thread.sleep(config.poll());
            } catch (DatabaseException e) {
                LOG.debugf("The poll failed: %s", e.getMessage());
                LockSupport.parkNanos(config.poll().toNanos());
            } catch (InterruptedException e) {
                running = false;
            }
        }
    }
}
