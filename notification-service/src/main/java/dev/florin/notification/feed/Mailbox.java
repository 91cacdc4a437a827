package dev.florin.notification.feed;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * What a node has to tell the others and nobody waits for: whoever puts something in goes on at once, and one thread
 * sends what has come together as one. Beyond its bound, and when sending fails, messages are lost.
 */
final class Mailbox<M> {
    private static final Logger LOG = Logger.getLogger(Mailbox.class);

    /** Messages sent as one. */
    private static final int BATCH = 250;

    /** Between two looks whether to go on; a message ends the wait. */
    private static final Duration WAIT = Duration.ofMillis(200);

    private final BlockingQueue<M> waiting;
    private final Consumer<List<M>> send;
    private final Predicate<M> isMissed;
    private final AtomicBoolean lost = new AtomicBoolean();
    private volatile boolean open = true;

    /**
     * @param send sends in the order given, or throws
     * @param isMissed whether anybody misses such a message if it is lost; others are made good by themselves
     */
    Mailbox(int bound, Consumer<List<M>> send, Predicate<M> isMissed) {
        this.waiting = new ArrayBlockingQueue<>(bound);
        this.send = send;
        this.isMissed = isMissed;
    }

    /** @return false if it is full, and the message lost */
    boolean offer(M message) {
        boolean fits = waiting.offer(message);
        if (!fits) {
            lost(message);
        }
        return fits;
    }

    /** A message could not even be offered. */
    void lost(M message) {
        if (isMissed.test(message)) {
            lost.set(true);
        }
    }

    /** Puts this in, once, if any message was lost that is missed. */
    void confess(M confession) {
        if (lost.get() && lost.compareAndSet(true, false) && !waiting.offer(confession)) {
            lost.set(true);
        }
    }

    /**
     * Sends until it is closed, and then what is left. Ended by {@link #close}, not by an interrupt: that would break
     * the connection in use.
     */
    void empty() {
        while (open || !waiting.isEmpty()) {
            try {
                M next = waiting.poll(WAIT.toMillis(), TimeUnit.MILLISECONDS);
                if (next != null) {
                    send(next);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    void close() {
        open = false;
    }

    private void send(M first) {
        List<M> batch = new ArrayList<>();
        batch.add(first);
        waiting.drainTo(batch, BATCH - 1);
        try {
            send.accept(batch);
        } catch (RuntimeException e) {
            batch.forEach(this::lost);
            LOG.warnf("The other nodes were not told: Messages=%d, %s", batch.size(), e.getMessage());
        }
    }
}
