package dev.florin.wallet.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
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
    private volatile Report recent;
    private volatile Report full;

    AuditService(AuditStore store, AuditConfig config, Clock clock, MeterRegistry metrics) {
        this.store = store;
        this.config = config;
        this.clock = clock;
        this.recent = new Report(true, clock.instant(), 0, List.of());
        this.full = recent;
        Gauge.builder("ledger_audit_mismatches", this, audit -> audit.last().mismatchCount())
                .description("Accounts and assets whose books differ from their entries")
                .register(metrics);
        Gauge.builder("ledger_audit_age_seconds", this, AuditService::ageS)
                .description("Time since the books were last looked at")
                .register(metrics);
    }

    /**
     * What a run found.
     *
     * @param balanced whether nothing differed by even one unit
     * @param mismatches the first of them
     */
    public record Report(boolean balanced, Instant auditedAt, int mismatchCount, List<Mismatch> mismatches) {}

    /** What stands: a difference that a full run found stays until a full run finds it gone. */
    public Report last() {
        return full.balanced() ? recent : full;
    }

    /** Whether the books balance, as far as somebody looked lately. */
    boolean isTrustworthy() {
        return last().balanced() && ageS() < config.maxAge().toSeconds();
    }

    /** What was found before this process started still stands. */
    void recall(@Observes StartupEvent event) {
        reload();
    }

    /** Checks what changed since the last run, or learns what another replica finds that is checking right now. */
    Report advance() {
        store.advance().ifPresent(found -> store.keep(AuditStore.Kind.RECENT, report(found)));
        reload();
        return recent;
    }

    /** Checks everything since the first entry. */
    public Report fromTheStart() {
        store.keep(AuditStore.Kind.FULL, report(store.fromTheStart()));
        reload();
        return full;
    }

    /** The same, unless some replica did it lately. */
    void fromTheStartIfDue() {
        boolean isDue = store.result(AuditStore.Kind.FULL)
                .map(last -> last.auditedAt().isBefore(clock.instant().minus(config.fullEvery())))
                .orElse(true);
        if (isDue) {
            fromTheStart();
        }
    }

    private void reload() {
        recent = store.result(AuditStore.Kind.RECENT).orElse(recent);
        full = store.result(AuditStore.Kind.FULL).orElse(full);
    }

    private long ageS() {
        return Duration.between(recent.auditedAt(), clock.instant()).toSeconds();
    }

    private Report report(List<Mismatch> found) {
        if (!found.isEmpty()) {
            LOG.errorf(
                    "CRITICAL: the books do not balance: %d mismatches, the first is %s",
                    found.size(), found.getFirst());
        }
        List<Mismatch> named = found.subList(0, Math.min(found.size(), config.named()));
        return new Report(found.isEmpty(), clock.instant(), found.size(), List.copyOf(named));
    }
}
