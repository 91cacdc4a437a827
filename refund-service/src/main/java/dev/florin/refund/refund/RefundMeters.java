package dev.florin.refund.refund;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts {@code refunds_total{reason,status}} and measures {@code refund_latency_seconds}. */
final class RefundMeters {
    /** Owners name their reasons: without an end to it, they could make meters without end. */
    private static final int MAX_REASONS = 50;

    private static final String OTHER = "other";

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

    private final MeterRegistry metrics;
    private final Timer latency;
    private final Set<String> reasons = ConcurrentHashMap.newKeySet();

    RefundMeters(MeterRegistry metrics) {
        this.metrics = metrics;
        this.latency = Timer.builder("refund_latency")
                .description("From falling due to money back")
                .serviceLevelObjectives(BUCKETS)
                .register(metrics);
    }

    void count(Refund refund, Refund.Outcome outcome) {
        String status = switch (outcome) {
            case Refund.Outcome.Completed done -> {
                latency.record(
                        Duration.between(refund.thing().dueAt(), done.given().at()));
                yield Refund.State.COMPLETED.wireName();
            }
            case Refund.Outcome.Retrying _ -> Refund.State.RETRYING.wireName();
            case Refund.Outcome.Failed _ -> Refund.State.FAILED.wireName();
        };
        Counter.builder("refunds_total")
                .description("Attempts to give money back, by how they ended")
                .tag("reason", bounded(refund.thing().reason()))
                .tag("status", status)
                .register(metrics)
                .increment();
    }

    private String bounded(String reason) {
        if (reasons.size() < MAX_REASONS) {
            reasons.add(reason);
        }
        return reasons.contains(reason) ? reason : OTHER;
    }
}
