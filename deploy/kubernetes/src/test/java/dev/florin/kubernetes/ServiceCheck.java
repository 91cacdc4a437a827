package dev.florin.kubernetes;

import dev.florin.local.Service;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is owed by the pods of one of the four services, held against what the service really is. */
final class ServiceCheck {
    private static final Duration MARGIN = Duration.ofSeconds(5);
    private static final Duration SLOW_START = Duration.ofSeconds(60);

    private final Manifests manifests;
    private final Service service;
    private final Map<String, String> built;
    private final List<String> findings = new ArrayList<>();

    private ServiceCheck(Manifests manifests, Service service) {
        this.manifests = manifests;
        this.service = service;
        this.built = Home.properties(service);
    }

    static List<String> of(Manifests manifests, Service service) {
        ServiceCheck check = new ServiceCheck(manifests, service);
        Optional<Workload> workload = Workload.of(manifests, service);
        if (workload.isEmpty()) {
            return List.of("Deployment/" + service.module() + ": is missing");
        }
        check.rollout();
        check.reached(workload.get());
        Optional<Container> serving = workload.get().container("service");
        Optional<Container> migrating = workload.get().container("migrate");
        if (serving.isEmpty() || migrating.isEmpty()) {
            check.expect(false, "has no containers service and migrate");
            return check.findings;
        }
        check.probes(serving.get());
        check.images(workload.get(), serving.get(), migrating.get());
        check.goodbye(workload.get(), serving.get());
        return check.findings;
    }

    private void rollout() {
        manifests.named(Deployment.class, service.module()).ifPresent(deployment -> {
            var strategy = deployment.getSpec().getStrategy();
            expect(
                    strategy != null
                            && strategy.getRollingUpdate() != null
                            && Integer.valueOf(0)
                                    .equals(strategy.getRollingUpdate()
                                            .getMaxUnavailable()
                                            .getIntVal()),
                    "a rollout takes pods away before new ones are there");
            var spread = deployment.getSpec().getTemplate().getSpec().getTopologySpreadConstraints();
            for (String key : List.of("topology.kubernetes.io/zone", "kubernetes.io/hostname")) {
                expect(
                        spread.stream().anyMatch(constraint -> key.equals(constraint.getTopologyKey())),
                        "is not spread over " + key);
            }
        });
    }

    /** By a Service that finds its pods at the port they have, and with a budget for disruptions. */
    private void reached(Workload workload) {
        int port = Integer.parseInt(built.get("quarkus.http.port"));
        Container serving = workload.pod().getSpec().getContainers().getFirst();
        expect(
                PodCheck.portOf(serving, new IntOrString("http")).equals(Optional.of(port)),
                "port http is not " + port + ", where the service listens");
        var found = manifests.all(io.fabric8.kubernetes.api.model.Service.class).stream()
                .filter(each -> each.getMetadata().getName().equals(service.module()))
                .findFirst();
        expect(
                found.isPresent()
                        && workload.labels()
                                .entrySet()
                                .containsAll(found.get().getSpec().getSelector().entrySet())
                        && found.get().getSpec().getPorts().stream()
                                .anyMatch(each -> each.getPort() == port
                                        && "http".equals(each.getTargetPort().getStrVal())),
                "no Service leads to its port http");
        expect(
                manifests.all(PodDisruptionBudget.class).stream()
                        .anyMatch(budget -> workload.labels()
                                .entrySet()
                                .containsAll(budget.getSpec()
                                        .getSelector()
                                        .getMatchLabels()
                                        .entrySet())),
                "no PodDisruptionBudget covers it");
    }

    private void probes(Container serving) {
        path("startupProbe", serving.getStartupProbe(), "/q/health/started");
        path("livenessProbe", serving.getLivenessProbe(), "/q/health/live");
        path("readinessProbe", serving.getReadinessProbe(), "/q/health/ready");
        Probe start = serving.getStartupProbe();
        if (start != null && start.getPeriodSeconds() != null && start.getFailureThreshold() != null) {
            expect(
                    start.getPeriodSeconds() * start.getFailureThreshold() >= SLOW_START.toSeconds(),
                    "the start is given less than " + SLOW_START.toSeconds() + " s");
        }
        Probe ready = serving.getReadinessProbe();
        if (ready != null && ready.getTimeoutSeconds() != null) {
            expect(
                    ready.getTimeoutSeconds() > seconds(built.get("quarkus.datasource.jdbc.acquisition-timeout"), "5S"),
                    "the readinessProbe gives up before the service does");
        }
    }

    private void path(String kind, @Nullable Probe probe, String wanted) {
        if (probe != null) {
            expect(
                    probe.getHttpGet() != null
                            && wanted.equals(probe.getHttpGet().getPath())
                            && "http".equals(probe.getHttpGet().getPort().getStrVal()),
                    kind + " does not ask " + wanted + " at port http");
        }
    }

    private void images(Workload workload, Container serving, Container migrating) {
        String image = String.valueOf(serving.getImage());
        expect(image.equals(migrating.getImage()), "migrates with another image than it serves with");
        expect(
                image.matches("(.+/)?florin/" + service.module() + ":.+") && !image.endsWith(":latest"),
                "has the image of something else, or of no version: " + image);
        var context = workload.pod().getSpec().getSecurityContext();
        String user = context.getRunAsUser() + ":" + context.getRunAsGroup();
        for (String file : List.of("Dockerfile.jvm", "Dockerfile.native")) {
            expect(
                    Home.read(Home.TOP.resolve("deploy/images").resolve(file)).contains("\nUSER " + user + "\n"),
                    "runs as " + user + ", which is not the user of " + file);
        }
    }

    /** The kubelet has to wait for the pause, the goodbyes and the last answers. */
    private void goodbye(Workload workload, Container serving) {
        var lifecycle = Optional.ofNullable(serving.getLifecycle())
                .map(all -> all.getPreStop())
                .map(stop -> stop.getSleep())
                .map(sleep -> sleep.getSeconds());
        expect(lifecycle.orElse(0L) >= 5, "is stopped before everybody has heard that it goes (preStop)");
        Duration needed = Duration.ofSeconds(lifecycle.orElse(0L))
                .plusSeconds(seconds(built.get("quarkus.shutdown.timeout"), "0S"))
                .plusSeconds(seconds(built.get("quarkus.shutdown.delay"), "0S"))
                .plus(drain(serving))
                .plus(MARGIN);
        Long grace = workload.pod().getSpec().getTerminationGracePeriodSeconds();
        expect(
                grace != null && grace >= needed.toSeconds(),
                "is killed after " + grace + " s, and may need " + needed.toSeconds());
    }

    private Duration drain(Container serving) {
        if (service != Service.NOTIFICATION) {
            return Duration.ZERO;
        }
        return Settings.of(service)
                .valueIn(Workload.environment(serving, manifests), "florin.socket.drain-time")
                .map(Duration::parse)
                .orElse(Duration.ZERO);
    }

    private static long seconds(@Nullable String value, String otherwise) {
        Duration duration = Duration.parse("PT" + (value == null ? otherwise : value));
        return duration.plusMillis(999).toSeconds();
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            findings.add("Deployment/" + service.module() + ": " + otherwise);
        }
    }
}
