package dev.florin.benchmark;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/** Durations, to three digits, up to a minute. For one thread. */
final class Latencies {
    private static final long HIGHEST_NS = 60_000_000_000L;
    private static final double NS_PER_MS = 1e6;

    private final Histogram histogram = new Histogram(HIGHEST_NS, 3);

    void add(long ns) {
        histogram.recordValue(Math.clamp(ns, 0, HIGHEST_NS));
    }

    long count() {
        return histogram.getTotalCount();
    }

    /** 0 if there are none. */
    double ms(double percentile) {
        return histogram.getTotalCount() == 0 ? 0 : histogram.getValueAtPercentile(percentile) / NS_PER_MS;
    }

    double p50() {
        return ms(50);
    }

    double p99() {
        return ms(99);
    }

    double max() {
        return ms(100);
    }

    /** {@code p50 1.2, p99 3.4, max 5.6 ms}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "p50 %s, p99 %s, max %s ms", brief(p50()), brief(p99()), brief(max()));
    }

    private static String brief(double ms) {
        return String.format(Locale.ROOT, ms < 10 ? "%.2f" : "%.0f", ms);
    }
}
