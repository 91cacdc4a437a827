package dev.florin.systemtest;

import dev.florin.kubernetes.Manifests;
import dev.florin.local.FlorinSystemOptions;
import dev.florin.local.Service;
import dev.florin.local.ServiceCommand;
import dev.florin.local.ServiceOptions;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;

/** A container of a manifest as a process on this machine, with exactly the environment that the manifest gives it. */
record PodProcess(Process process, Path log) implements AutoCloseable {
    private static final int STOPS_WITHIN_S = 20;

    /** A container or init container of a Deployment. */
    static Container container(Manifests manifests, String deployment, String name) {
        var pod = manifests
                .named(Deployment.class, deployment)
                .orElseThrow()
                .getSpec()
                .getTemplate()
                .getSpec();
        return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .filter(container -> container.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What a container is told; Secrets are asked for their keys, and give nothing where they are optional. */
    static Map<String, String> environment(
            Manifests manifests, Container container, Function<SecretKeySelector, String> secrets) {
        Map<String, String> environment = new TreeMap<>();
        container
                .getEnvFrom()
                .forEach(source -> environment.putAll(manifests.all(ConfigMap.class).stream()
                        .filter(map -> map.getMetadata()
                                .getName()
                                .equals(source.getConfigMapRef().getName()))
                        .findFirst()
                        .orElseThrow()
                        .getData()));
        container.getEnv().forEach(variable -> {
            if (variable.getValueFrom() == null) {
                environment.put(variable.getName(), variable.getValue());
            } else if (!Boolean.TRUE.equals(
                    variable.getValueFrom().getSecretKeyRef().getOptional())) {
                environment.put(
                        variable.getName(),
                        secrets.apply(variable.getValueFrom().getSecretKeyRef()));
            }
        });
        return environment;
    }

    /** Starts the packaged service, whichever artifact was built, with this environment and nothing of ours. */
    static PodProcess start(Service service, Map<String, String> environment, Path log) {
        ServiceOptions options = ServiceOptions.onPort(service.port()).withJvmArgs("-XX:TieredStopAtLevel=1");
        ProcessBuilder builder = new ProcessBuilder(ServiceCommand.packaged(
                        service, options, FlorinSystemOptions.standard().home()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return new PodProcess(builder.start(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With what it ended, and what it said. */
    String end(int withinS) {
        try {
            boolean ended = process.waitFor(withinS, TimeUnit.SECONDS);
            return (ended ? "exit code " + process.exitValue() : "still running") + "\n" + Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOPS_WITHIN_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
