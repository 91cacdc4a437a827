package dev.florin.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is executed for a service, and with which environment: pure, so that it can be read and tested in one place. */
public record ServiceCommand(List<String> command, Map<String, String> environment) {
    /**
     * What every JVM of a service gets beside the flags of its image. The serial collector and a heap that begins small
     * suit four of them beside PostgreSQL on a small machine.
     */
    private static final List<String> JVM_ARGS = List.of("-XX:+UseSerialGC", "-Xms32m");

    /** The flags of the image, which are right everywhere. */
    private static final String JVM_OPTIONS = "deploy/images/jvm.options";

    /** How long an instance that has others beside it works on after it said that it goes: {@link ReadinessWatch}. */
    static final Duration DRAIN_DELAY = Duration.ofMillis(500);

    /**
     * What a service is told about its surroundings.
     *
     * @param jdbcUrl of its database
     * @param urls base URL of each service that runs
     */
    record Surroundings(
            int port,
            String jdbcUrl,
            Credentials application,
            Credentials owner,
            SigningKeys keys,
            Map<Service, String> urls) {}

    /** @throws StartException if the packaged service is not there */
    static ServiceCommand of(Service service, ServiceOptions options, Path home, Surroundings surroundings) {
        List<String> command = new ArrayList<>(options.commandPrefix());
        command.addAll(options.command().isEmpty() ? packaged(service, options, home) : options.command());
        Map<String, String> environment = environment(surroundings);
        if (options.instances() > 1) {
            environment.put("QUARKUS_SHUTDOWN_DELAY", DRAIN_DELAY.toString());
        }
        environment.putAll(options.environment());
        return new ServiceCommand(List.copyOf(command), Map.copyOf(environment));
    }

    /**
     * Runs what was built last, the native executable or the jar.
     *
     * @throws StartException if neither is there
     */
    public static List<String> packaged(Service service, ServiceOptions options, Path home) {
        Path jar = jar(service, home);
        Optional<Path> executable = nativeOne(service, home);
        if (executable.isPresent()) {
            return onItsOwn(executable.get(), options);
        }
        if (!Files.exists(jar)) {
            throw new StartException(service.module() + " is not built: there is no " + jar + ". Run make up.");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("@" + home.resolve(JVM_OPTIONS));
        command.addAll(JVM_ARGS);
        command.add("-Xmx" + options.heapMb() + "m");
        if (isTrained(service, home)) {
            command.add("-XX:AOTCache=" + cache(service, home));
        }
        command.addAll(options.jvmArgs());
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    /** A native executable knows the size of its heap and properties, and no other flag of a JVM. */
    private static List<String> onItsOwn(Path executable, ServiceOptions options) {
        List<String> command = new ArrayList<>(List.of(executable.toString(), "-Xmx" + options.heapMb() + "m"));
        options.jvmArgs().stream()
                .filter(argument -> argument.startsWith("-D") || argument.startsWith("-Xm"))
                .forEach(command::add);
        return command;
    }

    static Path jar(Service service, Path home) {
        return home.resolve(service.module()).resolve("target/quarkus-app/quarkus-run.jar");
    }

    /**
     * What {@link Training} leaves beside the jar: classes as the JVM had them in memory, and what it compiled first.
     */
    static Path cache(Service service, Path home) {
        return jar(service, home).resolveSibling("app.aot");
    }

    /** Whether there is nothing to be gained from a {@link Training}: a native executable starts faster still. */
    static boolean isTrained(Service service, Path home) {
        return nativeOne(service, home).isPresent() || isNewer(cache(service, home), jar(service, home));
    }

    /** The native executable, if it is what runs. */
    private static Optional<Path> nativeOne(Service service, Path home) {
        return executable(service, home).filter(found -> isNewer(found, jar(service, home)));
    }

    /** What {@code make native} builds. */
    private static Optional<Path> executable(Service service, Path home) {
        Path target = home.resolve(service.module()).resolve("target");
        if (!Files.isDirectory(target)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(file -> file.getFileName().toString().endsWith("-runner"))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a file is there and was made after the other, if that is there. */
    private static boolean isNewer(Path file, Path other) {
        try {
            return Files.exists(file)
                    && (!Files.exists(other)
                            || Files.getLastModifiedTime(file).compareTo(Files.getLastModifiedTime(other)) > 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> environment(Surroundings surroundings) {
        Map<String, String> environment = new TreeMap<>();
        environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
        environment.put("QUARKUS_HTTP_PORT", Integer.toString(surroundings.port()));
        // The gateway is the only one who reaches them, and it vouches for these headers.
        environment.put("QUARKUS_HTTP_PROXY_PROXY_ADDRESS_FORWARDING", "true");
        environment.put("QUARKUS_HTTP_PROXY_ALLOW_X_FORWARDED", "true");
        environment.put("QUARKUS_HTTP_PROXY_ENABLE_FORWARDED_HOST", "true");
        environment.put("QUARKUS_HTTP_PROXY_TRUSTED_PROXIES", "127.0.0.1");
        environment.put("QUARKUS_DATASOURCE_JDBC_URL", surroundings.jdbcUrl());
        environment.put(
                "QUARKUS_DATASOURCE_USERNAME", surroundings.application().user());
        environment.put(
                "QUARKUS_DATASOURCE_PASSWORD", surroundings.application().password());
        environment.put("QUARKUS_FLYWAY_USERNAME", surroundings.owner().user());
        environment.put("QUARKUS_FLYWAY_PASSWORD", surroundings.owner().password());
        // Somebody looks on.
        environment.put("QUARKUS_LOG_CONSOLE_JSON_ENABLED", "false");
        // Believes every deposit: right for trying things out, and off everywhere else.
        environment.put("FLORIN_RAIL_INSTANT", "true");
        // Each service knows its own.
        for (String duty : List.of("ALERT", "ESCROW", "REFUND", "CHANNEL")) {
            environment.put("FLORIN_" + duty + "_OPERATORS", Tokens.ADMIN);
        }
        environment.put("FLORIN_SECURITY_ISSUER", Tokens.USER_ISSUER);
        environment.put("FLORIN_SECURITY_AUDIENCE", Tokens.AUDIENCE);
        environment.put("FLORIN_SECURITY_KEYS", surroundings.keys().userPublic().toString());
        environment.put(
                "FLORIN_SECURITY_SERVICE_KEY",
                surroundings.keys().servicePrivate().toString());
        environment.put(
                "FLORIN_SECURITY_SERVICE_KEYS",
                surroundings.keys().servicePublic().toString());
        surroundings.urls().forEach((service, url) -> environment.put(service.urlVariable(), url));
        return environment;
    }
}
