package dev.florin.common.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Public keys, read when first asked for and again in the background when they have become old, so that a rotation
 * needs no restart and no request waits for one. A token that none of them has signed lets them be read again sooner:
 * it is refused, and the next one with it is believed if the source knows it. If the source is down, the old keys stay.
 */
public final class RefreshedKeys implements TokenVerifier.Keys {
    private static final System.Logger LOG = System.getLogger(RefreshedKeys.class.getName());

    private final String location;
    private final Duration maxAge;
    private final Duration minAge;
    private final Clock clock;
    private final Runnable unreadable;
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile Read last;

    private record Read(List<KeySource.PublishedKey> keys, Instant at) {}

    /**
     * @param maxAge after which keys are read again
     * @param minAge before which they are not, whatever tokens name: a stranger must not decide how often
     * @param unreadable told each time they could not be read again
     * @throws IllegalStateException if there is no key to be had at the start
     */
    public RefreshedKeys(String location, Duration maxAge, Duration minAge, Clock clock, Runnable unreadable) {
        this.location = location;
        this.maxAge = maxAge;
        this.minAge = minAge;
        this.clock = clock;
        this.unreadable = unreadable;
        this.last = new Read(KeySource.publicKeys(location), clock.instant());
    }

    @Override
    public List<KeySource.PublishedKey> get() {
        Read read = last;
        refreshIfOlderThan(maxAge);
        return read.keys();
    }

    @Override
    public void missed() {
        refreshIfOlderThan(minAge);
    }

    private void refreshIfOlderThan(Duration age) {
        boolean old = clock.instant().isAfter(last.at().plus(age));
        if (old && refreshing.compareAndSet(false, true)) {
            Thread.startVirtualThread(this::refresh);
        }
    }

    private void refresh() {
        try {
            last = new Read(KeySource.publicKeys(location), clock.instant());
        } catch (RuntimeException e) {
            // Whatever is wrong with what was read, it is read again no sooner than usual.
            LOG.log(System.Logger.Level.WARNING, "Keys could not be refreshed; the old ones stay: {0}", e.getMessage());
            unreadable.run();
            last = new Read(last.keys(), clock.instant());
        } finally {
            refreshing.set(false);
        }
    }
}
