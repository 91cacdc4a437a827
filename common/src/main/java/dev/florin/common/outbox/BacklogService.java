package dev.florin.common.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Shows operators how far the telling is behind the doing: {@code outbox_pending, outbox_lag_seconds, outbox_parked}.
 */
@Singleton
public class BacklogService {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final OutboxStore store;
    private final Instance<Outbox> outbox;
    private final MeterRegistry metrics;
    private final Clock clock;
    private OutboxStore.@Nullable Backlog last;
    private Instant lookedAt = Instant.EPOCH;

    BacklogService(OutboxStore store, Instance<Outbox> outbox, MeterRegistry metrics, Clock clock) {
        this.clock = clock;
        this.store = store;
        this.outbox = outbox;
        this.metrics = metrics;
    }

    void register(@Observes StartupEvent event) {
        if (outbox.isResolvable()) {
            gauge("outbox_pending", "Stories that are committed and not yet handed on", OutboxStore.Backlog::waiting);
            gauge("outbox_lag_seconds", "Age of the oldest story not yet handed on", OutboxStore.Backlog::oldestAgeS);
            gauge(
                    "outbox_parked",
                    "Stories that could not be told and wait for an operator",
                    OutboxStore.Backlog::parked);
        }
    }

    /** One look serves all gauges of a scrape. */
    private synchronized OutboxStore.Backlog recent() {
        Instant now = clock.instant();
        if (last == null || now.isAfter(lookedAt.plus(FRESH))) {
            last = store.backlog();
            lookedAt = now;
        }
        return last;
    }

    private void gauge(String name, String description, ToDoubleFunction<OutboxStore.Backlog> value) {
        Gauge.builder(name, this, backlog -> value.applyAsDouble(backlog.recent()))
                .description(description)
                .register(metrics);
    }
}
