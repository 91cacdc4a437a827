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
    private final Counter refused;

    TransactionMeters(MeterRegistry metrics) {
        this.metrics = metrics;
        this.refused = counter("any", "refused");
    }

    void count(Outcome outcome) {
        switch (outcome) {
            case Outcome.Posted done
            when !done.repeated() -> posted(done.transfer().order().type()).increment();
            case Outcome.Refused no when !no.repeated() -> refused.increment();
            case Outcome.Posted _, Outcome.Refused _, Outcome.Reserved _, Outcome.Released _ -> {}
        }
    }

    private Counter posted(String type) {
        String name = posted.containsKey(type) || posted.size() < MAX_TYPES ? type : OTHER;
        return posted.computeIfAbsent(name, known -> counter(known, "posted"));
    }

    private Counter counter(String type, String status) {
        return Counter.builder("transactions_total")
                .description("Movements of money, and refusals")
                .tag("type", type)
                .tag("status", status)
                .register(metrics);
    }
}
