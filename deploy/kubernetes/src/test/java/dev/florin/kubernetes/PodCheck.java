package dev.florin.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is owed by every pod, ours and those of others. */
final class PodCheck {
    /** In the name of a variable. */
    private static final Pattern SECRET = Pattern.compile("PASSWORD|SECRET|PRIVATE_KEY");

    private final Manifests manifests;
    private final Workload workload;
    private final PodSpec pod;
    private final List<String> findings = new ArrayList<>();

    private PodCheck(Manifests manifests, Workload workload) {
        this.manifests = manifests;
        this.workload = workload;
        this.pod = workload.pod().getSpec();
    }

    static List<String> of(Manifests manifests, Workload workload) {
        PodCheck check = new PodCheck(manifests, workload);
        check.itself();
        check.account();
        for (Container container : workload.containers()) {
            check.rights(container);
            check.resources(container);
            check.volumes(container);
            check.secrets(container);
        }
        check.probes();
        return check.findings;
    }

    private void probes() {
        for (Container container : pod.getContainers()) {
            probe(container, "startupProbe", container.getStartupProbe());
            probe(container, "livenessProbe", container.getLivenessProbe());
            probe(container, "readinessProbe", container.getReadinessProbe());
        }
    }

    private void itself() {
        Map<String, String> selector = workload.selector();
        expect(
                selector != null && workload.labels().entrySet().containsAll(selector.entrySet()),
                "the selector " + selector + " does not find its own pods");
        expect(Boolean.FALSE.equals(pod.getEnableServiceLinks()), "enableServiceLinks is not false");
        var context = Optional.ofNullable(pod.getSecurityContext());
        expect(context.map(c -> c.getRunAsNonRoot()).orElse(false), "runAsNonRoot is not true");
        expect(context.map(c -> c.getRunAsUser()).orElse(0L) > 0, "runAsUser is not a number above 0");
        expect(
                context.map(c -> c.getSeccompProfile())
                        .map(profile -> "RuntimeDefault".equals(profile.getType()))
                        .orElse(false),
                "seccompProfile is not RuntimeDefault");
        Set<String> mounted = workload.containers().stream()
                .flatMap(container -> container.getVolumeMounts().stream())
                .map(VolumeMount::getName)
                .collect(Collectors.toCollection(TreeSet::new));
        pod.getVolumes()
                .forEach(volume -> expect(mounted.contains(volume.getName()), "nobody mounts " + volume.getName()));
    }

    private void account() {
        expect(
                Boolean.FALSE.equals(pod.getAutomountServiceAccountToken()),
                "automountServiceAccountToken is not false");
        String name = pod.getServiceAccountName();
        expect(
                name != null
                        && manifests.all(ServiceAccount.class).stream()
                                .filter(account ->
                                        name.equals(account.getMetadata().getName()))
                                .anyMatch(account -> Boolean.FALSE.equals(account.getAutomountServiceAccountToken())),
                "there is no ServiceAccount " + name + " without a token");
    }

    private void rights(Container container) {
        SecurityContext context =
                Optional.ofNullable(container.getSecurityContext()).orElseGet(SecurityContext::new);
        String name = container.getName();
        expect(
                Boolean.FALSE.equals(context.getAllowPrivilegeEscalation()),
                name + ": allowPrivilegeEscalation is not false");
        expect(Boolean.TRUE.equals(context.getReadOnlyRootFilesystem()), name + ": readOnlyRootFilesystem is not true");
        expect(
                context.getCapabilities() != null
                        && List.of("ALL").equals(context.getCapabilities().getDrop())
                        && context.getCapabilities().getAdd().isEmpty(),
                name + ": capabilities are not dropped");
        expect(!Boolean.TRUE.equals(context.getPrivileged()), name + ": privileged");
    }

    private void resources(Container container) {
        ResourceRequirements resources =
                Optional.ofNullable(container.getResources()).orElseGet(ResourceRequirements::new);
        for (String resource : List.of("cpu", "memory")) {
            expect(
                    Optional.ofNullable(resources.getRequests())
                            .orElse(Map.of())
                            .containsKey(resource),
                    container.getName() + ": no request of " + resource);
            expect(
                    Optional.ofNullable(resources.getLimits()).orElse(Map.of()).containsKey(resource),
                    container.getName() + ": no limit of " + resource);
        }
    }

    private void volumes(Container container) {
        Set<String> there = new TreeSet<>();
        pod.getVolumes().forEach(volume -> there.add(volume.getName()));
        claims().forEach(there::add);
        container
                .getVolumeMounts()
                .forEach(mount -> expect(
                        there.contains(mount.getName()),
                        container.getName() + ": there is no volume " + mount.getName()));
        expect(
                container.getVolumeMounts().stream().anyMatch(mount -> "/tmp".equals(mount.getMountPath())),
                container.getName() + ": nothing is mounted at /tmp, and the root is read-only");
    }

    private void secrets(Container container) {
        inTheOpen(container)
                .filter(SECRET.asPredicate())
                .forEach(name -> expect(false, container.getName() + ": " + name + " stands in the open"));
    }

    /** The variables that come from a ConfigMap or stand in the pod itself: also those that a Secret then replaces. */
    private Stream<String> inTheOpen(Container container) {
        Stream<String> mapped = container.getEnvFrom().stream()
                .map(EnvFromSource::getConfigMapRef)
                .filter(Objects::nonNull)
                .flatMap(map -> manifests.named(ConfigMap.class, map.getName()).stream())
                .flatMap(map -> map.getData().keySet().stream());
        Stream<String> written = container.getEnv().stream()
                .filter(variable -> variable.getValueFrom() == null
                        || variable.getValueFrom().getSecretKeyRef() == null)
                .map(EnvVar::getName);
        return Stream.concat(mapped, written);
    }

    private List<String> claims() {
        return manifests.all(StatefulSet.class).stream()
                .filter(set -> set.getMetadata().getName().equals(workload.name()))
                .flatMap(set -> set.getSpec().getVolumeClaimTemplates().stream())
                .map(claim -> claim.getMetadata().getName())
                .toList();
    }

    private void probe(Container container, String kind, @Nullable Probe probe) {
        if (probe == null) {
            findings.add(workload.id() + ": " + container.getName() + " has no " + kind);
            return;
        }
        IntOrString port = probe.getHttpGet() != null
                ? probe.getHttpGet().getPort()
                : probe.getTcpSocket() != null ? probe.getTcpSocket().getPort() : null;
        if (port != null) {
            expect(
                    portOf(container, port).isPresent(),
                    kind + " asks at port " + port.getValue() + ", which is not there");
        }
    }

    /** The port that a container opens under this name or number. */
    static Optional<Integer> portOf(Container container, IntOrString wanted) {
        return container.getPorts().stream()
                .filter(port -> wanted.getStrVal() != null
                        ? wanted.getStrVal().equals(port.getName())
                        : port.getContainerPort().equals(wanted.getIntVal()))
                .map(ContainerPort::getContainerPort)
                .findFirst();
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            findings.add(workload.id() + ": " + otherwise);
        }
    }
}
