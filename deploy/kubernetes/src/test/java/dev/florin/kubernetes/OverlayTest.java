package dev.florin.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.florin.local.Service;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OverlayTest {
    private static final String PRODUCTION = "overlays/production";

    static List<String> overlays() {
        return Overlays.ALL;
    }

    @ParameterizedTest
    @MethodSource("overlays")
    void fitsTheServices(String overlay) {
        assertEquals("", String.join("\n", Judge.findings(Overlays.manifests(overlay))));
    }

    /** What README.md says of it beyond the services: without any of it, the rest would still fit. */
    @Test
    void productionScalesIsWatchedAndHasWhatItsReadmeNames() {
        Manifests production = Overlays.manifests(PRODUCTION);
        Set<String> ids = production.items().stream().map(Manifests.Item::id).collect(Collectors.toSet());
        Set<String> owed = new TreeSet<>(Set.of(
                "Cluster/florin-postgres",
                "Gateway/florin",
                "Deployment/redis",
                "ServiceMonitor/florin",
                "PrometheusRule/florin"));
        for (Service service : Service.values()) {
            owed.add("HorizontalPodAutoscaler/" + service.module());
        }
        owed.removeAll(ids);
        assertEquals(Set.of(), owed);
        assertEquals("redis", told(production, Service.NOTIFICATION, "FLORIN_BROKER"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/local", PRODUCTION})
    void somebodyIsToldWhatNeedsAnOperator(String overlay) {
        Manifests manifests = Overlays.manifests(overlay);
        assertNotEquals("", told(manifests, Service.WALLET, "FLORIN_ALERT_OPERATORS"));
        assertNotEquals("", told(manifests, Service.ESCROW, "FLORIN_ESCROW_OPERATORS"));
        assertNotEquals("", told(manifests, Service.REFUND, "FLORIN_REFUND_OPERATORS"));
        assertNotEquals("", told(manifests, Service.NOTIFICATION, "FLORIN_CHANNEL_OPERATORS"));
    }

    private static String told(Manifests manifests, Service service, String variable) {
        return Workload.of(manifests, service)
                .flatMap(workload -> workload.container("service"))
                .map(container -> Workload.environment(container, manifests).getOrDefault(variable, ""))
                .orElse("");
    }
}
