package dev.florin.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/**
 * What is run, where, and how.
 *
 * @param home the top folder of the repository: where the packaged services are
 * @param data everything that has to survive a restart, and everything secret
 * @param logs one file per process
 * @param gatewayPort 0 picks a free one
 * @param trustForwarded whether the gateway believes the {@code X-Forwarded-*} headers of its callers
 * @param readyWithin how long PostgreSQL, and then the services, may take to get ready
 * @param stopWithin how long a process may take to end after SIGTERM before it is killed
 */
public record FlorinSystemOptions(
        Path home,
        Path data,
        Path logs,
        int gatewayPort,
        boolean trustForwarded,
        PostgresOptions postgres,
        Map<Service, ServiceOptions> services,
        Duration readyWithin,
        Duration stopWithin) {
    public static final int GATEWAY_PORT = 8080;

    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

    public FlorinSystemOptions {
        home = home.toAbsolutePath().normalize();
        data = data.toAbsolutePath().normalize();
        logs = logs.toAbsolutePath().normalize();
        services = Map.copyOf(services);
        for (Service service : Service.values()) {
            if (!services.containsKey(service)) {
                throw new IllegalArgumentException("no options for " + service.module());
            }
        }
    }

    /** The well-known ports, and {@code .florin} below the current folder. */
    public static FlorinSystemOptions standard() {
        return in(Path.of(".florin"), GATEWAY_PORT, PostgresOptions.PORT, Service::port);
    }

    /** Free ports everywhere, so that any number of systems can run side by side. */
    public static FlorinSystemOptions onFreePorts(Path data) {
        return in(data, 0, 0, _ -> 0);
    }

    private static FlorinSystemOptions in(Path data, int gatewayPort, int postgresPort, ToIntFunction<Service> port) {
        Map<Service, ServiceOptions> services = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            services.put(service, ServiceOptions.onPort(port.applyAsInt(service)));
        }
        return new FlorinSystemOptions(
                findHome(),
                data,
                data.resolve("logs"),
                gatewayPort,
                false,
                PostgresOptions.onPort(postgresPort),
                services,
                READY_WITHIN,
                STOP_WITHIN);
    }

    /** {@code florin.home} (system property), {@code FLORIN_HOME}, or the nearest folder upward that looks like it. */
    private static Path findHome() {
        String given = System.getProperty("florin.home", System.getenv("FLORIN_HOME"));
        if (given != null) {
            return Path.of(given);
        }
        Path current = Path.of("").toAbsolutePath();
        for (Path folder = current; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve(Service.WALLET.module()))
                    && Files.isDirectory(folder.resolve("deploy"))) {
                return folder;
            }
        }
        return current;
    }

    /** The options of one service; every service has some. */
    public ServiceOptions service(Service service) {
        return Objects.requireNonNull(services.get(service));
    }

    /** Changes the options of one service. */
    public FlorinSystemOptions with(Service service, UnaryOperator<ServiceOptions> change) {
        Map<Service, ServiceOptions> changed = new EnumMap<>(services);
        changed.put(service, change.apply(service(service)));
        return new FlorinSystemOptions(
                home, data, logs, gatewayPort, trustForwarded, postgres, changed, readyWithin, stopWithin);
    }

    /** Changes the options of every service alike. */
    public FlorinSystemOptions withEach(UnaryOperator<ServiceOptions> change) {
        FlorinSystemOptions changed = this;
        for (Service service : Service.values()) {
            changed = changed.with(service, change);
        }
        return changed;
    }

    /** Another data folder; the logs go below it. */
    public FlorinSystemOptions withData(Path changed) {
        return new FlorinSystemOptions(
                home,
                changed,
                changed.resolve("logs"),
                gatewayPort,
                trustForwarded,
                postgres,
                services,
                readyWithin,
                stopWithin);
    }

    public FlorinSystemOptions withLogs(Path changed) {
        return new FlorinSystemOptions(
                home, data, changed, gatewayPort, trustForwarded, postgres, services, readyWithin, stopWithin);
    }

    public FlorinSystemOptions withGatewayPort(int changed) {
        return new FlorinSystemOptions(
                home, data, logs, changed, trustForwarded, postgres, services, readyWithin, stopWithin);
    }

    public FlorinSystemOptions withTrustForwarded(boolean changed) {
        return new FlorinSystemOptions(
                home, data, logs, gatewayPort, changed, postgres, services, readyWithin, stopWithin);
    }

    public FlorinSystemOptions withPostgres(UnaryOperator<PostgresOptions> change) {
        return new FlorinSystemOptions(
                home,
                data,
                logs,
                gatewayPort,
                trustForwarded,
                change.apply(postgres),
                services,
                readyWithin,
                stopWithin);
    }

    public FlorinSystemOptions withReadyWithin(Duration changed) {
        return new FlorinSystemOptions(
                home, data, logs, gatewayPort, trustForwarded, postgres, services, changed, stopWithin);
    }

    public FlorinSystemOptions withStopWithin(Duration changed) {
        return new FlorinSystemOptions(
                home, data, logs, gatewayPort, trustForwarded, postgres, services, readyWithin, changed);
    }
}
