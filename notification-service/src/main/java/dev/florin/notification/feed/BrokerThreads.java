package dev.florin.notification.feed;

import java.time.Duration;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The two threads of a broker: one sends what is put into its mailbox, the other hears the other nodes and begins anew
 * after a pause when that failed. They end by themselves when they are stopped: an interrupt would break the
 * connections in use.
 */
final class BrokerThreads {
    private static final Logger LOG = Logger.getLogger(BrokerThreads.class);

    private final Mailbox<NodeMessage> mailbox;
    private final Hearing hearing;
    private final Duration firstPause;
    private final Duration longestPause;
    private volatile boolean running;
    private Duration pause;
    private @Nullable Thread listener;
    private @Nullable Thread sender;

    /** Connects, says {@link #connected}, and hears while the threads are {@link #isRunning}. */
    @FunctionalInterface
    interface Hearing {
        /** @throws Exception if it cannot, or no longer; to be tried again */
        void hear() throws Exception;
    }

    BrokerThreads(Mailbox<NodeMessage> mailbox, Hearing hearing, FeedConfig config) {
        this.mailbox = mailbox;
        this.hearing = hearing;
        this.firstPause = config.backOff();
        this.longestPause = config.maxBackOff();
        this.pause = firstPause;
    }

    void start() {
        running = true;
        listener = Thread.ofVirtual().name("feed-listener").start(this::listen);
        sender = Thread.ofVirtual().name("feed-sender").start(mailbox::empty);
    }

    /** @param bound how long to wait for each of the threads */
    void stop(Duration bound) {
        running = false;
        mailbox.close();
        join(listener, bound);
        join(sender, bound);
    }

    private static void join(@Nullable Thread thread, Duration bound) {
        try {
            if (thread != null) {
                thread.join(bound);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isRunning() {
        return running;
    }

    /** For the hearing thread: it is heard again, so the next failure is the first of its kind. */
    void connected() {
        pause = firstPause;
    }

    private void listen() {
        while (running) {
            try {
                hearing.hear();
            } catch (InterruptedException e) {
                return;
            } catch (Exception e) {
                if (running) {
                    LOG.warnf("Not hearing the other nodes, trying again: %s", e.getMessage());
                }
            }
            if (running) {
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            running = false;
        }
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(longestPause) < 0 ? doubled : longestPause;
    }
}
