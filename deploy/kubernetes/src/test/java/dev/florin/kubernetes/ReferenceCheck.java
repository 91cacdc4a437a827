package dev.florin.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whether what is referred to is there: in the overlay, or in the documented list of what has to be made before. */
final class ReferenceCheck {
    private final Manifests manifests;
    private final List<String> findings = new ArrayList<>();

    private ReferenceCheck(Manifests manifests) {
        this.manifests = manifests;
    }

    static List<String> of(Manifests manifests) {
        ReferenceCheck check = new ReferenceCheck(manifests);
        manifests
                .all(Secret.class)
                .forEach(secret -> check.findings.add(
                        "Secret/" + secret.getMetadata().getName() + ": a secret stands in the open"));
        Workload.of(manifests).forEach(check::workload);
        manifests
                .all(CloudNativePg.Cluster.class)
                .forEach(cluster -> cluster.spec().managed().roles().forEach(role -> {
                    check.secret(
                            "Cluster/florin-postgres", role.passwordSecret().name(), "username");
                    check.secret(
                            "Cluster/florin-postgres", role.passwordSecret().name(), "password");
                }));
        return check.findings;
    }

    private void workload(Workload workload) {
        for (Container container : workload.containers()) {
            String where = workload.id() + ": " + container.getName();
            container.getEnvFrom().forEach(source -> {
                if (source.getConfigMapRef() != null) {
                    map(where, source.getConfigMapRef().getName(), null);
                }
            });
            container.getEnv().stream()
                    .filter(variable -> variable.getValueFrom() != null)
                    .forEach(variable -> value(where + " " + variable.getName(), variable.getValueFrom()));
        }
        for (Volume volume : workload.pod().getSpec().getVolumes()) {
            String where = workload.id() + ": volume " + volume.getName();
            if (volume.getConfigMap() != null) {
                map(where, volume.getConfigMap().getName(), null);
            }
            if (volume.getSecret() != null) {
                secret(where, volume.getSecret().getSecretName(), null);
            }
            if (volume.getProjected() != null) {
                volume.getProjected().getSources().forEach(source -> source(where, source));
            }
        }
    }

    private void value(String where, EnvVarSource source) {
        if (source.getSecretKeyRef() != null) {
            secret(
                    where,
                    source.getSecretKeyRef().getName(),
                    source.getSecretKeyRef().getKey());
        }
        if (source.getConfigMapKeyRef() != null) {
            map(
                    where,
                    source.getConfigMapKeyRef().getName(),
                    source.getConfigMapKeyRef().getKey());
        }
    }

    private void source(String where, VolumeProjection source) {
        if (source.getSecret() != null) {
            secret(where, source.getSecret().getName(), null);
        }
        if (source.getConfigMap() != null) {
            map(where, source.getConfigMap().getName(), null);
        }
    }

    private void secret(String where, String name, @Nullable String key) {
        documented(where, "Secret " + name, Documented.keysOf(name), key);
    }

    private void map(String where, String name, @Nullable String key) {
        Set<String> keys = manifests.all(ConfigMap.class).stream()
                .filter(map -> map.getMetadata().getName().equals(name))
                .findFirst()
                .map(map -> map.getData().keySet())
                .orElseGet(() -> Documented.keysOf(name));
        documented(where, "ConfigMap " + name, keys, key);
    }

    private void documented(String where, String what, Set<String> keys, @Nullable String key) {
        if (keys.isEmpty()) {
            findings.add(where + ": nobody makes the " + what);
        } else if (key != null && !keys.contains(key)) {
            findings.add(where + ": there is no " + key + " in the " + what);
        }
    }
}
