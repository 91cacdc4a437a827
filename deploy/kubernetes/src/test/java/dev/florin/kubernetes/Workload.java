package dev.florin.kubernetes;

import dev.florin.local.Service;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Something that runs pods.
 *
 * @param id {@code Deployment/wallet-service}
 */
record Workload(String id, String name, @Nullable Map<String, String> selector, PodTemplateSpec pod) {
    static final String FROM_A_SECRET = "from-a-secret";

    static List<Workload> of(Manifests manifests) {
        List<Workload> workloads = new ArrayList<>();
        for (Deployment each : manifests.all(Deployment.class)) {
            workloads.add(new Workload(
                    "Deployment/" + each.getMetadata().getName(),
                    each.getMetadata().getName(),
                    each.getSpec().getSelector().getMatchLabels(),
                    each.getSpec().getTemplate()));
        }
        for (StatefulSet each : manifests.all(StatefulSet.class)) {
            workloads.add(new Workload(
                    "StatefulSet/" + each.getMetadata().getName(),
                    each.getMetadata().getName(),
                    each.getSpec().getSelector().getMatchLabels(),
                    each.getSpec().getTemplate()));
        }
        return workloads;
    }

    static Optional<Workload> of(Manifests manifests, Service service) {
        return of(manifests).stream()
                .filter(workload -> workload.id().equals("Deployment/" + service.module()))
                .findFirst();
    }

    Map<String, String> labels() {
        return pod.getMetadata().getLabels();
    }

    List<Container> containers() {
        List<Container> all = new ArrayList<>(pod.getSpec().getInitContainers());
        all.addAll(pod.getSpec().getContainers());
        return all;
    }

    Optional<Container> container(String wanted) {
        return containers().stream()
                .filter(container -> wanted.equals(container.getName()))
                .findFirst();
    }

    /** What a container finds in its environment, with a word in place of what only a Secret knows. */
    static Map<String, String> environment(Container container, Manifests manifests) {
        Map<String, String> environment = new TreeMap<>();
        for (EnvFromSource source : container.getEnvFrom()) {
            if (source.getConfigMapRef() != null) {
                manifests
                        .named(ConfigMap.class, source.getConfigMapRef().getName())
                        .ifPresent(found -> environment.putAll(found.getData()));
            }
        }
        for (EnvVar variable : container.getEnv()) {
            environment.put(variable.getName(), variable.getValue() == null ? FROM_A_SECRET : variable.getValue());
        }
        return environment;
    }

    /** The workload of one of the four services, as far as its name says. */
    Optional<Service> service() {
        return Arrays.stream(Service.values())
                .filter(service -> service.module().equals(name))
                .findFirst();
    }
}
