package dev.florin.wallet.ledger;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Not alive when nobody writes any more: only a restart helps then. */
@Liveness
@Singleton
public class LedgerWriterCheck implements HealthCheck {
    private final LedgerService ledger;

    LedgerWriterCheck(LedgerService ledger) {
        this.ledger = ledger;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("ledger writer")
                .status(ledger.isWriting())
                .build();
    }
}
