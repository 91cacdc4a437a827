package dev.florin.wallet.audit;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready while the books differ, or nobody has looked for long: a ledger that is wrong must not take more orders.
 */
@Readiness
@Singleton
public class BooksCheck implements HealthCheck {
    private final AuditService audit;

    BooksCheck(AuditService audit) {
        this.audit = audit;
    }

    @Override
    public HealthCheckResponse call() {
        AuditService.Report last = audit.last();
        return HealthCheckResponse.named("books balance")
                .status(audit.isTrustworthy())
                .withData("mismatches", last.mismatchCount())
                .withData("audited_at", last.auditedAt().toString())
                .build();
    }
}
