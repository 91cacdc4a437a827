package dev.florin.wallet.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Counts {@code transactions_total{type,status}}; what only repeats is not counted again. */
final class TransactionMeters {
    /** Users name the types of their purchases: without an end to it, each of them could make meters without end. */
    private static final int MAX_TYPES = 100;

    private static final String OTHER = "other";

    private final MeterRegistry metrics;
    private final Map<String, Counter> posted = new ConcurrentHashMap<>();

    /** Bounded for themselves: a refusal costs nobody anything, and must not hide the types of what moves. */
    private final Map<String, Counter> refused = new ConcurrentHashMap<>();

    TransactionMeters(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    /** @param outcome what became of the operation */
    void count(Operation operation, Outcome outcome) {
        switch (outcome) {
            case Outcome.Posted done when !done.repeated() -> count(operation, "posted", posted);
            case Outcome.Refused no when !no.repeated() -> count(operation, "refused", refused);
            case Outcome.Posted _, Outcome.Refused _, Outcome.Reserved _, Outcome.Released _ -> {}
        }
    }

    private void count(Operation operation, String status, Map<String, Counter> byType) {
        String type = type(operation);
        String name = byType.containsKey(type) || byType.size() < MAX_TYPES ? type : OTHER;
        byType.computeIfAbsent(name, known -> counter(known, status)).increment();
    }

    private static String type(Operation operation) {
        return switch (operation) {
            case Operation.Post post -> post.order().type();
            case Operation.Capture capture -> capture.order().type();
            case Operation.Reserve _, Operation.Release _ -> Movement.HOLD;
        };
    }

    private Counter counter(String type, String status) {
        return Counter.builder("transactions_total")
                .description("Movements of money, and refusals")
                .tag("type", type)
                .tag("status", status)
                .register(metrics);
    }
}
