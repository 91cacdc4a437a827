package dev.florin.common.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.util.function.ToDoubleFunction;

/**
 * Shows operators how far the telling is behind the doing: {@code outbox_pending, outbox_lag_seconds, outbox_parked}.
 */
@Singleton
public class BacklogService {
    private final OutboxStore store;
    private final Instance<Outbox> outbox;
    private final MeterRegistry metrics;

    BacklogService(OutboxStore store, Instance<Outbox> outbox, MeterRegistry metrics) {
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

    private void gauge(String name, String description, ToDoubleFunction<OutboxStore.Backlog> value) {
        Gauge.builder(name, store, backlog -> value.applyAsDouble(backlog.backlog()))
                .description(description)
                .register(metrics);
    }
}
