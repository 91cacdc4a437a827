package dev.florin.local;

import dev.florin.local.ServiceCommand.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Everything a system needs before its first process starts: the folder in hand, ports, keys, passwords, commands. */
record Blueprint(
        DataFolder folder,
        Passwords passwords,
        Tokens tokens,
        PostgresServer postgres,
        Map<Service, List<ServiceProcess>> services,
        int gatewayPort) {
    private static final String PROGRAMS = "deploy/local/target/postgresql";
    private static final Duration LEFTOVERS_STOP_WITHIN = Duration.ofSeconds(10);

    /** @throws StartException if the folder is in use, a port is taken, or a service is not built */
    static Blueprint draw(FlorinSystemOptions options, Consumer<String> progress, Consumer<String> onUnexpectedEnd) {
        DataFolder folder = DataFolder.open(options.data());
        try {
            stopLeftovers(folder, progress);
            return draw(options, folder, onUnexpectedEnd);
        } catch (RuntimeException | Error e) {
            folder.close();
            throw e;
        }
    }

    private static Blueprint draw(FlorinSystemOptions options, DataFolder folder, Consumer<String> onUnexpectedEnd) {
        Ports ports = new Ports();
        int gatewayPort = ports.take("the gateway", options.gatewayPort());
        int postgresPort = ports.take("PostgreSQL", options.postgres().port());
        Map<Service, List<Integer>> servicePorts = servicePorts(options, ports);
        Passwords passwords = new Passwords(folder.passwords());
        SigningKeys keys = SigningKeys.in(folder.keys());
        PostgresServer postgres = new PostgresServer(
                PostgresPrograms.unpackedIn(options.home().resolve(PROGRAMS)),
                folder,
                postgresPort,
                options.postgres(),
                passwords,
                log(options, PostgresServer.NAME),
                onUnexpectedEnd);
        Map<Service, String> urls = new EnumMap<>(Service.class);
        servicePorts.forEach((service, taken) -> urls.put(service, "http://127.0.0.1:" + taken.getFirst()));
        Map<Service, List<ServiceProcess>> services = new EnumMap<>(Service.class);
        servicePorts.forEach((service, taken) -> {
            List<ServiceProcess> instances = new ArrayList<>();
            for (int port : taken) {
                String name = service.module() + (instances.isEmpty() ? "" : "-" + (instances.size() + 1));
                Surroundings surroundings = new Surroundings(
                        port,
                        postgres.jdbcUrl(service.database()),
                        passwords.of(service.database()),
                        passwords.of(service.ownerRole()),
                        keys,
                        urls);
                instances.add(new ServiceProcess(
                        name,
                        port,
                        ServiceCommand.of(service, options.service(service), options.home(), surroundings),
                        new ChildProcess(name, log(options, name), pidFile(folder, name), onUnexpectedEnd)));
            }
            services.put(service, List.copyOf(instances));
        });
        Tokens tokens = new Tokens(keys.readUserPrivate(), keys.readServicePrivate(), Clock.systemUTC());
        return new Blueprint(folder, passwords, tokens, postgres, services, gatewayPort);
    }

    private static Map<Service, List<Integer>> servicePorts(FlorinSystemOptions options, Ports ports) {
        Map<Service, List<Integer>> taken = new EnumMap<>(Service.class);
        for (Service service : Service.values()) {
            ServiceOptions wanted = options.service(service);
            List<Integer> ofService = new ArrayList<>();
            for (int i = 0; i < wanted.instances(); i++) {
                ofService.add(ports.take(service.module(), i == 0 ? wanted.port() : 0));
            }
            if (!ofService.isEmpty()) {
                taken.put(service, ofService);
            }
        }
        return taken;
    }

    private static LogFile log(FlorinSystemOptions options, String name) {
        LogFile log = new LogFile(options.logs().resolve(name + ".log"));
        log.rotate();
        return log;
    }

    private static PidFile pidFile(DataFolder folder, String name) {
        return new PidFile(folder.running().resolve(name + ".pid"));
    }

    /** What a launcher that was killed left running. We hold its folder, so nobody needs it any more. */
    private static void stopLeftovers(DataFolder folder, Consumer<String> progress) {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder.running())) {
            // The services first: "postgresql.pid" must come last.
            files = found.filter(path -> path.toString().endsWith(".pid"))
                    .sorted((one, other) -> Boolean.compare(isPostgres(one), isPostgres(other)))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Path path : files) {
            PidFile file = new PidFile(path);
            file.running().ifPresent(process -> {
                progress.accept(
                        "Stopping " + path.getFileName() + " " + process.pid() + ", left over from the last run");
                Signals.stop(isPostgres(path) ? "INT" : "TERM", process, LEFTOVERS_STOP_WITHIN);
            });
            file.delete();
        }
    }

    private static boolean isPostgres(Path pidFile) {
        return pidFile.endsWith(PostgresServer.NAME + ".pid");
    }

    /** Tells the world where everything is. */
    void publish(String gatewayUrl) {
        Map<String, List<String>> urls = new TreeMap<>();
        services.forEach((service, processes) -> urls.put(
                service.module(), processes.stream().map(ServiceProcess::url).toList()));
        DataFolder.writePrivate(
                folder.tokens(),
                "export FLORIN=" + gatewayUrl + "\n" + "export ALICE=" + tokens.user("alice") + "\n" + "export BOB="
                        + tokens.user("bob") + "\n" + "export ADMIN=" + tokens.admin(Tokens.ADMIN) + "\n");
        new StateFile(ProcessHandle.current().pid(), gatewayUrl, postgres.port(), urls).write(folder.state());
    }

    /** Takes it back. */
    void withdraw() {
        try {
            Files.deleteIfExists(folder.state());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
