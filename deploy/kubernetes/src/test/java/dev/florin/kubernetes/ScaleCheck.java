package dev.florin.kubernetes;

import dev.florin.local.Service;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Whether replicas by load fit what a node lets in and what the database takes; and whether somebody watches. */
final class ScaleCheck {
    /** Of each pod beside its pool: who listens for hints. And what PostgreSQL keeps for its superuser. */
    private static final int BESIDE_THE_POOL = 1;

    private static final int RESERVED = 10;
    /** PodDisruptionBudgets let one go. */
    private static final int AT_LEAST = 2;

    private final Manifests manifests;
    private final List<String> findings = new ArrayList<>();

    private ScaleCheck(Manifests manifests) {
        this.manifests = manifests;
    }

    static List<String> of(Manifests manifests) {
        ScaleCheck check = new ScaleCheck(manifests);
        manifests.all(HorizontalPodAutoscaler.class).forEach(check::autoscaler);
        if (!manifests.all(HorizontalPodAutoscaler.class).isEmpty()) {
            check.allOfThem();
        }
        manifests.all(CloudNativePg.Cluster.class).forEach(check::connections);
        manifests.all(ServiceMonitor.class).forEach(check::monitor);
        return check.findings;
    }

    private void allOfThem() {
        for (Service service : Service.values()) {
            expect(scalerOf(service).isPresent(), "Deployment/" + service.module() + ": has no autoscaler");
            manifests
                    .named(Deployment.class, service.module())
                    .ifPresent(deployment -> expect(
                            deployment.getSpec().getReplicas() == null,
                            "Deployment/" + service.module() + ": every rollout undoes what the autoscaler did"));
        }
        expect(
                scalerOf(Service.NOTIFICATION)
                        .flatMap(scaler -> connectionsOf(scaler.getSpec().getMetrics()))
                        .isPresent(),
                "HorizontalPodAutoscaler/notification-service: does not look at ws_connections");
    }

    private Optional<HorizontalPodAutoscaler> scalerOf(Service service) {
        return manifests.named(HorizontalPodAutoscaler.class, service.module());
    }

    private void autoscaler(HorizontalPodAutoscaler scaler) {
        String id = "HorizontalPodAutoscaler/" + scaler.getMetadata().getName();
        var target = scaler.getSpec().getScaleTargetRef();
        expect(
                manifests.named(Deployment.class, target.getName()).isPresent()
                        && "Deployment".equals(target.getKind()),
                id + ": there is no Deployment " + target.getName());
        Integer least = scaler.getSpec().getMinReplicas();
        expect(least != null && least >= AT_LEAST, id + ": a single pod is no service while its node is drained");
        connectionsOf(scaler.getSpec().getMetrics()).ifPresent(each -> {
            int letIn = notificationSetting("florin.socket.max-connections-per-node");
            expect(
                    each.compareTo(BigDecimal.valueOf(letIn)) < 0,
                    id + ": scales at " + each.toPlainString() + " connections, and a node lets in " + letIn);
            BigDecimal wanted =
                    each.multiply(BigDecimal.valueOf(scaler.getSpec().getMaxReplicas()));
            int together = notificationSetting("florin.socket.max-connections");
            expect(
                    wanted.compareTo(BigDecimal.valueOf(together)) <= 0,
                    id + ": scales up to " + wanted.toPlainString() + " connections, and all nodes together let in "
                            + together);
        });
    }

    private static Optional<BigDecimal> connectionsOf(List<MetricSpec> metrics) {
        return metrics.stream()
                .filter(metric -> metric.getPods() != null
                        && "ws_connections".equals(metric.getPods().getMetric().getName()))
                .map(metric ->
                        Quantity.getAmountInBytes(metric.getPods().getTarget().getAverageValue()))
                .findFirst();
    }

    private int notificationSetting(String property) {
        return Workload.of(manifests, Service.NOTIFICATION)
                .flatMap(workload -> workload.container("service"))
                .flatMap(container ->
                        Settings.of(Service.NOTIFICATION).valueIn(Workload.environment(container, manifests), property))
                .map(Integer::parseInt)
                .orElse(0);
    }

    private void connections(CloudNativePg.Cluster cluster) {
        int needed = RESERVED;
        for (Service service : Service.values()) {
            int pods = scalerOf(service)
                            .map(scaler -> scaler.getSpec().getMaxReplicas())
                            .orElse(1)
                    + 1;
            int pool = Integer.parseInt(Home.properties(service).get("quarkus.datasource.jdbc.max-size"));
            needed += pods * (pool + BESIDE_THE_POOL);
        }
        String there = cluster.spec().postgresql().parameters().getOrDefault("max_connections", "100");
        expect(
                Integer.parseInt(there) >= needed,
                "Cluster/" + cluster.metadata().getName() + ": max_connections is " + there + ", and " + needed
                        + " may be wanted");
    }

    private void monitor(ServiceMonitor monitor) {
        String id = "ServiceMonitor/" + monitor.getMetadata().getName();
        Map<String, String> labels = monitor.getSpec().getSelector().getMatchLabels();
        for (Service service : Service.values()) {
            expect(
                    manifests.all(io.fabric8.kubernetes.api.model.Service.class).stream()
                            .filter(each -> each.getMetadata().getName().equals(service.module()))
                            .anyMatch(each ->
                                    each.getMetadata().getLabels().entrySet().containsAll(labels.entrySet())
                                            && each.getSpec().getPorts().stream()
                                                    .anyMatch(port -> monitor.getSpec().getEndpoints().stream()
                                                            .anyMatch(end -> port.getName()
                                                                    .equals(end.getPort())))),
                    id + ": does not find " + service.module());
        }
        monitor.getSpec()
                .getEndpoints()
                .forEach(end ->
                        expect("/q/metrics".equals(end.getPath()), id + ": there are no metrics at " + end.getPath()));
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            findings.add(otherwise);
        }
    }
}
