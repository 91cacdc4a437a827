package dev.florin.refund.reconciliation;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready while the books differ. That nobody could look for a while is told by a metric only: an owner that is down
 * takes nobody else down with it.
 */
@Readiness
@Singleton
public class ReconciliationCheck implements HealthCheck {
    private final ReconciliationService reconciliation;

    ReconciliationCheck(ReconciliationService reconciliation) {
        this.reconciliation = reconciliation;
    }

    @Override
    public HealthCheckResponse call() {
        long differences = reconciliation.knownDifferences();
        return HealthCheckResponse.named("refunds agree with the ledger")
                .status(differences == 0)
                .withData("differences", differences)
                .build();
    }
}
