package dev.florin.notification.socket;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Down from the moment the node begins to send its clients away. */
@Readiness
@Singleton
public class DrainCheck implements HealthCheck {
    private final UpgradeService upgrades;

    DrainCheck(UpgradeService upgrades) {
        this.upgrades = upgrades;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("accepts connections")
                .status(!upgrades.isClosed())
                .build();
    }
}
