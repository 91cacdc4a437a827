package dev.florin.benchmark;

import dev.florin.local.Credentials;
import dev.florin.local.FlorinSystem;
import dev.florin.local.FlorinSystemOptions;
import dev.florin.local.Service;
import dev.florin.local.ServiceOptions;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What is measured: the packaged services, as {@code make up} runs them, on an empty database of their own. */
final class Subject implements AutoCloseable {
    /** What only a single source of load would run into. */
    private static final Map<String, String> NO_THROTTLE =
            Map.of("FLORIN_SOCKET_ATTEMPTS_PER_SECOND", "1000000", "FLORIN_SOCKET_ATTEMPT_BURST", "1000000");

    private static final Pattern SETTING = Pattern.compile("SET (\\w+) = '?(\\w+)'?");

    private final FlorinSystem system;
    private final FlorinSystemOptions options;

    private Subject(FlorinSystem system, FlorinSystemOptions options) {
        this.system = system;
        this.options = options;
    }

    /**
     * Starts some of the services.
     *
     * @param folder is emptied first
     * @param prefix what stands before the command of each
     */
    static Subject start(Path folder, boolean profile, Set<Service> services, List<String> prefix) {
        return start(folder, profile, services, prefix, UnaryOperator.identity());
    }

    /** @param change of how the services run */
    static Subject start(
            Path folder,
            boolean profile,
            Set<Service> services,
            List<String> prefix,
            UnaryOperator<FlorinSystemOptions> change) {
        delete(folder);
        String[] jvmArgs = profile ? recording(folder.resolveSibling("profiles")) : new String[0];
        FlorinSystemOptions unthrottled = FlorinSystemOptions.onFreePorts(folder)
                .with(Service.NOTIFICATION, service -> {
                    ServiceOptions changed = service;
                    for (Map.Entry<String, String> variable : NO_THROTTLE.entrySet()) {
                        changed = changed.withEnvironment(variable.getKey(), variable.getValue());
                    }
                    return changed;
                });
        FlorinSystemOptions options = change.apply(unthrottled)
                .withEach(service ->
                        service.withCommandPrefix(prefix.toArray(String[]::new)).withJvmArgs(jvmArgs));
        for (Service service : Service.values()) {
            if (!services.contains(service)) {
                options = options.with(service, left -> left.withInstances(0));
            }
        }
        FlorinSystem system = new FlorinSystem(options);
        Runtime.getRuntime().addShutdownHook(new Thread(system::close));
        return new Subject(system.start(), options);
    }

    private static String[] recording(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new String[] {
            "-XX:StartFlightRecording:settings=profile,jdk.CPUTimeSample#enabled=true,dumponexit=true,filename="
                    + folder.resolve("%p.jfr"),
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:+DebugNonSafepoints"
        };
    }

    FlorinSystem system() {
        return system;
    }

    int port(Service service) {
        return port(service, 0);
    }

    int port(Service service, int instance) {
        return URI.create(system.url(service, instance)).getPort();
    }

    /** Begins to watch everything that runs here. */
    LoadMeter watch() {
        Map<String, Long> pids = processIds();
        pids.put("PostgreSQL", system.postgresProcessId());
        return LoadMeter.start(pids);
    }

    /** Of the services, by name. */
    Map<String, Long> processIds() {
        Map<String, Long> pids = new LinkedHashMap<>();
        for (Service service : Service.values()) {
            for (int i = 0; i < options.service(service).instances(); i++) {
                String number = i == 0 ? "" : " " + (i + 1);
                pids.put(service.shortName() + number, system.processId(service, i));
            }
        }
        return pids;
    }

    long residentKib(Service service) {
        return Proc.residentKib(system.processId(service));
    }

    /** A connection that may do everything. */
    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                system.jdbcUrl(database),
                system.superuser().user(),
                system.superuser().password());
    }

    Connection connect(Service service) throws SQLException {
        return connect(service.database());
    }

    /** With the role, the rights and the settings of the service. */
    DataSource dataSource(Service service) {
        Credentials application = system.application(service);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(system.jdbcUrl(service));
        source.setUser(application.user());
        source.setPassword(application.password());
        source.setOptions(settings(service));
        return source;
    }

    /** What the service says on each new connection, as options of the connection. */
    private String settings(Service service) {
        Path file = options.home().resolve(service.module()).resolve("src/main/resources/application.properties");
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SETTING.matcher(properties.getProperty("quarkus.datasource.jdbc.new-connection-sql", ""))
                .results()
                .map(setting -> "-c " + setting.group(1) + "=" + setting.group(2))
                .collect(Collectors.joining(" "));
    }

    void run(String database, String... statements) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long number(String database, String query) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    String postgresVersion() {
        try (Connection connection = connect("postgres")) {
            return connection.getMetaData().getDatabaseProductVersion();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** How much has been written ahead so far, in bytes. */
    long walBytes() {
        return number("postgres", "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint");
    }

    @Override
    public void close() {
        system.close();
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            List<Path> deepestFirst =
                    all.sorted((one, other) -> other.compareTo(one)).toList();
            for (Path path : deepestFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
