package dev.florin.common.rate;

/** A bucket of permits that fills at a steady rate; starts full. Safe for several threads. */
public final class RateLimit {
    private static final long MS_PER_S = 1000;

    private final long capacityMs;
    private final long costMs;
    private long emptyAtMs;

    /**
     * @param perSecond how fast it fills, above 0
     * @param burst how many permits it holds
     */
    public RateLimit(int perSecond, int burst) {
        this(MS_PER_S, perSecond, burst);
    }

    private RateLimit(long windowMs, int perWindow, int burst) {
        // Counted in thousandths of a permit's time, so that high rates stay exact.
        this.costMs = Math.max(1, windowMs * MS_PER_S / perWindow);
        this.capacityMs = costMs * burst;
    }

    /** One permit every so many seconds. */
    public static RateLimit oneEvery(int seconds, int burst) {
        return new RateLimit(seconds * MS_PER_S, 1, burst);
    }

    /** @return false, and takes nothing, if there are too few */
    public synchronized boolean take(int permits, long nowMs) {
        long now = nowMs * MS_PER_S;
        long start = Math.max(emptyAtMs, now - capacityMs);
        long end = start + permits * costMs;
        if (end > now) {
            return false;
        }
        emptyAtMs = end;
        return true;
    }

    /** How many milliseconds it takes, rounded up, until there are so many permits. */
    public synchronized long waitMs(int permits, long nowMs) {
        long now = nowMs * MS_PER_S;
        long start = Math.max(emptyAtMs, now - capacityMs);
        return Math.max(0, Math.ceilDiv(start + permits * costMs - now, MS_PER_S));
    }

    /** Takes permits that were used already, also if there are too few; the debt is a full bucket at most. */
    public synchronized void charge(int permits, long nowMs) {
        long now = nowMs * MS_PER_S;
        long start = Math.max(emptyAtMs, now - capacityMs);
        emptyAtMs = Math.min(start + permits * costMs, now + capacityMs);
    }
}
