package dev.florin.local;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One PostgreSQL with a data folder that outlives it. Started again it has the same data on the same port. */
final class PostgresServer {
    static final String NAME = "postgresql";

    private static final String SUPERUSER = "postgres";
    private static final Duration TRY_AGAIN_AFTER = Duration.ofMillis(50);

    private final PostgresPrograms programs;
    private final Path data;
    private final int port;
    private final PostgresOptions options;
    private final Credentials superuser;
    private final LogFile log;
    private final ChildProcess process;

    PostgresServer(
            PostgresPrograms programs,
            DataFolder folder,
            int port,
            PostgresOptions options,
            Passwords passwords,
            LogFile log,
            Consumer<String> onUnexpectedEnd) {
        this.programs = programs;
        this.data = folder.postgres();
        this.port = port;
        this.options = options;
        this.superuser = passwords.of(SUPERUSER);
        this.log = log;
        this.process =
                new ChildProcess(NAME, log, new PidFile(folder.running().resolve(NAME + ".pid")), onUnexpectedEnd);
    }

    /** Makes the cluster if there is none yet. */
    void initialize() {
        if (Files.exists(data.resolve("PG_VERSION"))) {
            return;
        }
        Path draft = data.resolveSibling(data.getFileName() + ".new");
        Path passwordFile = data.resolveSibling("initdb-password");
        PostgresPrograms.delete(draft);
        DataFolder.writePrivate(passwordFile, superuser.password());
        try {
            // The built-in locale sorts by code point, alike on every machine and for ever; C keeps it from the
            // system's.
            run(List.of(
                    programs.program("initdb"),
                    "--pgdata=" + draft,
                    "--username=" + SUPERUSER,
                    "--pwfile=" + passwordFile,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8"));
            Files.move(draft, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StartException("The database cannot be made in " + data + ": " + e, e);
        } finally {
            passwordFile.toFile().delete();
        }
    }

    private void run(List<String> command) throws IOException {
        Process run = new ProcessBuilder(unprivileged(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()))
                .start();
        try {
            if (run.waitFor() != 0) {
                throw new StartException(command.getFirst() + " failed. The end of " + log.path() + ":\n    "
                        + String.join("\n    ", log.tail(15)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted", e);
        }
    }

    /** PostgreSQL refuses to run as root; in a user namespace of its own it sees an ordinary user. */
    private static List<String> unprivileged(List<String> command) {
        List<String> whole = new ArrayList<>();
        if (new UnixSystem().getUid() == 0) {
            whole.addAll(List.of("unshare", "-U"));
        }
        whole.addAll(command);
        return whole;
    }

    /** Starts the process; {@link #awaitReady} says when it can be used. */
    void start() {
        List<String> command = new ArrayList<>(options.commandPrefix());
        command.addAll(unprivileged(List.of(programs.program("postgres"), "-D", data.toString())));
        new PostmasterPid(data).clear();
        Map<String, String> settings = new TreeMap<>(PostgresOptions.SETTINGS);
        settings.putAll(options.settings());
        settings.put("port", Integer.toString(port));
        settings.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        process.start(command, Map.of("LC_ALL", "C"));
    }

    /** Waits until it answers: after a crash it first replays its log. */
    void awaitReady(Waiting waiting) {
        waiting.until(TRY_AGAIN_AFTER, process, () -> {
            try (Connection connection = connect("postgres", superuser)) {
                return connection.isValid(1);
            } catch (SQLException e) {
                if ("28P01".equals(e.getSQLState())) {
                    throw new StartException("The password in the data folder does not fit its database.", e);
                }
                return false;
            }
        });
    }

    Connection connectAsSuperuser(String database) throws SQLException {
        return connect(database, superuser);
    }

    private Connection connect(String database, Credentials credentials) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", credentials.user());
        properties.setProperty("password", credentials.password());
        properties.setProperty("connectTimeout", "2");
        return DriverManager.getConnection(jdbcUrl(database), properties);
    }

    String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    Credentials superuser() {
        return superuser;
    }

    int port() {
        return port;
    }

    ChildProcess process() {
        return process;
    }

    /** Fast shutdown: sessions are ended, then everything is on disk. */
    void stop(Duration within) {
        process.stop("INT", within);
    }
}
