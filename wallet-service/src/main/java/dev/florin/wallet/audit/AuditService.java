package dev.florin.wallet.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jboss.logging.Logger;

/** Re-derives the books and remembers what it found. */
@Singleton
public class AuditService {
    private static final Logger LOG = Logger.getLogger(AuditService.class);

    private final AuditStore store;
    private final AuditConfig config;
    private final Clock clock;
    private volatile Report last;

    AuditService(AuditStore store, AuditConfig config, Clock clock, MeterRegistry metrics) {
        this.store = store;
        this.config = config;
        this.clock = clock;
        this.last = new Report(true, clock.instant(), 0, List.of());
        Gauge.builder("ledger_audit_mismatches", this, audit -> audit.last.mismatchCount())
                .description("Accounts and assets whose books differ from their entries")
                .register(metrics);
    }

    /**
     * What a run found.
     *
     * @param balanced whether nothing differed by even one unit
     * @param mismatches the first of them
     */
    public record Report(boolean balanced, Instant auditedAt, int mismatchCount, List<Mismatch> mismatches) {}

    /** What the last run found. */
    public Report last() {
        return last;
    }

    /** Checks what changed since the last run. */
    Report advance() {
        return remember(store.advance());
    }

    /** Checks everything since the first entry. */
    public Report fromTheStart() {
        return remember(store.fromTheStart());
    }

    private Report remember(List<Mismatch> found) {
        if (!found.isEmpty()) {
            LOG.errorf(
                    "CRITICAL: the books do not balance: %d mismatches, the first is %s",
                    found.size(), found.getFirst());
        }
        List<Mismatch> named = found.subList(0, Math.min(found.size(), config.named()));
        last = new Report(found.isEmpty(), clock.instant(), found.size(), List.copyOf(named));
        return last;
    }
}
