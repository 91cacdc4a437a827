package dev.florin.refund.refund;

import dev.florin.common.refund.RefundLatencyService;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Counts {@code refunds_total{reason,status}} and measures {@code refund_latency_seconds}. */
final class RefundMeters {
    /** Owners name their reasons: without an end to it, they could make meters without end. */
    private static final int MAX_REASONS = 50;

    private static final String OTHER = "other";

    /** Those of the contract. They stand at 0 from the start: what begins at 1 never grew, and raises no alert. */
    private static final List<String> KNOWN_REASONS = List.of(
            "expired",
            "cancelled",
            "transaction_failed",
            "purchase_failed",
            "purchase_cancelled",
            "purchase_timeout",
            "escrow_lapsed",
            OTHER);

    private final MeterRegistry metrics;
    private final Timer latency;
    private final Set<String> reasons = ConcurrentHashMap.newKeySet();

    RefundMeters(MeterRegistry metrics) {
        this.metrics = metrics;
        this.latency = RefundLatencyService.timer().register(metrics);
        for (String reason : KNOWN_REASONS) {
            counter(bounded(reason), Refund.State.COMPLETED);
            counter(bounded(reason), Refund.State.RETRYING);
            counter(bounded(reason), Refund.State.FAILED);
        }
    }

    void count(Refund refund, Refund.Outcome outcome) {
        Refund.State state = switch (outcome) {
            case Refund.Outcome.Completed done -> {
                latency.record(
                        Duration.between(refund.thing().dueAt(), done.given().at()));
                yield Refund.State.COMPLETED;
            }
            case Refund.Outcome.Retrying _ -> Refund.State.RETRYING;
            case Refund.Outcome.Failed _ -> Refund.State.FAILED;
        };
        counter(bounded(refund.thing().reason()), state).increment();
    }

    private Counter counter(String reason, Refund.State state) {
        return Counter.builder("refunds_total")
                .description("Attempts to give money back, by how they ended")
                .tag("reason", reason)
                .tag("status", state.wireName())
                .register(metrics);
    }

    private String bounded(String reason) {
        if (reasons.size() < MAX_REASONS) {
            reasons.add(reason);
        }
        return reasons.contains(reason) ? reason : OTHER;
    }
}
