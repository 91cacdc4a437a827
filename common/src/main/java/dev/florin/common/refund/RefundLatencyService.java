package dev.florin.common.refund;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Measures {@code refund_latency_seconds{kind}}: from falling due to refunded. */
@Singleton
public class RefundLatencyService {
    /** Money is to be back within seconds; a wallet that is frozen can make it days. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(30),
        Duration.ofHours(1),
        Duration.ofHours(6),
        Duration.ofDays(1),
        Duration.ofDays(7)
    };

    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final MeterRegistry metrics;

    RefundLatencyService(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** Shows a kind of which nothing was refunded yet. */
    void show(String kind) {
        var _ = timer(kind);
    }

    /** Something was given back, now and by nobody else. */
    public void refunded(String kind, Instant dueAt, Instant refundedAt) {
        timer(kind).record(Duration.between(dueAt, refundedAt));
    }

    private Timer timer(String kind) {
        return timers.computeIfAbsent(kind, _ -> timer().tag("kind", kind).register(metrics));
    }

    /** The histogram, in the buckets in which every service keeps it. */
    public static Timer.Builder timer() {
        return Timer.builder("refund_latency")
                .description("From falling due to refunded")
                .serviceLevelObjectives(BUCKETS);
    }
}
