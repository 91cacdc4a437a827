package dev.florin.kubernetes;

import dev.florin.local.Service;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether the services know what they are told, and are told what they need. */
final class SettingCheck {
    private static final String MIGRATES = "QUARKUS_FLYWAY_MIGRATE_AT_START";
    private static final Set<String> OF_THE_DATABASE =
            Set.of("QUARKUS_DATASOURCE_JDBC_URL", "QUARKUS_DATASOURCE_USERNAME", "QUARKUS_DATASOURCE_PASSWORD");
    private static final Set<String> OF_KEYS =
            Set.of("FLORIN_SECURITY_KEYS", "FLORIN_SECURITY_SERVICE_KEY", "FLORIN_SECURITY_SERVICE_KEYS");
    private static final Set<String> OF_ITS_OWNER = Set.of("QUARKUS_FLYWAY_USERNAME", "QUARKUS_FLYWAY_PASSWORD");

    private final Manifests manifests;
    private final Service service;
    private final List<String> findings = new ArrayList<>();

    private SettingCheck(Manifests manifests, Service service) {
        this.manifests = manifests;
        this.service = service;
    }

    static List<String> of(Manifests manifests, Service service) {
        SettingCheck check = new SettingCheck(manifests, service);
        Workload.of(manifests, service).ifPresent(workload -> {
            workload.container("service").ifPresent(container -> check.serves(workload, container));
            workload.container("migrate").ifPresent(check::migrates);
        });
        return check.findings;
    }

    private void serves(Workload workload, Container container) {
        Map<String, String> environment = both(container);
        expect(environment.keySet().containsAll(OF_THE_DATABASE), "service: is not told of its database");
        expect(
                OF_ITS_OWNER.stream().noneMatch(environment::containsKey),
                "service: has the password of its database's owner");
        expect("false".equals(environment.get(MIGRATES)), "service: migrates, though migrate has done it");
        Set<String> mounted = files(workload, container);
        for (String key : OF_KEYS) {
            String file = environment.getOrDefault(key, "");
            expect(
                    file.startsWith("https://") || mounted.contains(file),
                    "service: nothing is mounted at " + file + " (" + key + ")");
        }
    }

    private void migrates(Container container) {
        Map<String, String> environment = both(container);
        expect(
                environment.keySet().containsAll(OF_ITS_OWNER)
                        && environment.containsKey("QUARKUS_DATASOURCE_JDBC_URL")
                        && environment.containsKey("QUARKUS_DATASOURCE_USERNAME"),
                "migrate: is not told of its database and its owner");
        expect("true".equals(environment.get(MIGRATES)), "migrate: does not migrate");
        expect("true".equals(environment.get("QUARKUS_INIT_AND_EXIT")), "migrate: does not end");
    }

    private Map<String, String> both(Container container) {
        Map<String, String> environment = Workload.environment(container, manifests);
        Settings settings = Settings.of(service);
        environment.keySet().stream()
                .filter(name -> !settings.knows(name))
                .forEach(name -> expect(false, container.getName() + ": " + service.module() + " knows no " + name));
        String fault = settings.faultIn(environment);
        expect(fault.isEmpty(), container.getName() + ": " + fault);
        return environment;
    }

    /** The files of keys that the volumes bring: the documented keys of Secrets and ConfigMaps. */
    private static Set<String> files(Workload workload, Container container) {
        return container.getVolumeMounts().stream()
                .flatMap(mount -> workload.pod().getSpec().getVolumes().stream()
                        .filter(volume -> volume.getName().equals(mount.getName()))
                        .flatMap(SettingCheck::names)
                        .map(file -> mount.getMountPath() + "/" + file))
                .collect(Collectors.toSet());
    }

    private static Stream<String> names(Volume volume) {
        if (volume.getProjected() == null) {
            return Stream.empty();
        }
        return volume.getProjected().getSources().stream().flatMap(SettingCheck::namesOf);
    }

    private static Stream<String> namesOf(VolumeProjection source) {
        String name = source.getSecret() != null
                ? source.getSecret().getName()
                : source.getConfigMap() != null ? source.getConfigMap().getName() : "";
        return Documented.keysOf(name).stream();
    }

    private void expect(boolean holds, String otherwise) {
        if (!holds) {
            findings.add("Deployment/" + service.module() + ": " + otherwise);
        }
    }
}
