package dev.florin.common.security;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Public keys, read when first asked for and again in the background when they have become old, so that a rotation
 * needs no restart and no request waits for one. If the source is down, the old keys stay.
 */
public final class RefreshedKeys implements Supplier<List<KeySource.PublishedKey>> {
    private static final System.Logger LOG = System.getLogger(RefreshedKeys.class.getName());

    private final String location;
    private final Duration maxAge;
    private final Clock clock;
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile Read last;

    private record Read(List<KeySource.PublishedKey> keys, Instant at) {}

    /** @throws IllegalStateException if there is no key to be had at the start */
    public RefreshedKeys(String location, Duration maxAge, Clock clock) {
        this.location = location;
        this.maxAge = maxAge;
        this.clock = clock;
        this.last = new Read(KeySource.publicKeys(location), clock.instant());
    }

    @Override
    public List<KeySource.PublishedKey> get() {
        Read read = last;
        boolean old = clock.instant().isAfter(read.at().plus(maxAge));
        if (old && refreshing.compareAndSet(false, true)) {
            Thread.startVirtualThread(this::refresh);
        }
        return read.keys();
    }

    private void refresh() {
        try {
            last = new Read(KeySource.publicKeys(location), clock.instant());
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.WARNING, "Keys could not be refreshed; the old ones stay: {0}", e.getMessage());
            last = new Read(last.keys(), clock.instant());
        } finally {
            refreshing.set(false);
        }
    }
}
